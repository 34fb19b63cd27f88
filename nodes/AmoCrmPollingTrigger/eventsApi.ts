import type { AccountSession } from '../shared/account/session';
import type { ApiEvent } from '../shared/hooks/apiEvents';
import type { Query } from '../shared/transport/client';
import { eachPage, EVENTS_PAGE_SIZE, MAX_PAGE_SIZE } from '../shared/transport/pages';
import type { EventSource, Span } from './cursor';

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
const PATH = '/api/v4/events';

/** How many pages are read at a time: n8n may abandon a poll after 45 seconds. */
const MAX_PAGES = 40;

const pageSizeOf = ({ platform }: AccountSession) =>
	platform === 'kommo' ? MAX_PAGE_SIZE : EVENTS_PAGE_SIZE;

/** One after another: an event that happens meanwhile moves others to the next page, where they are then read. */
const pagesOf = (session: AccountSession, query: Query) =>
	eachPage(session, { path: PATH, query, pageSize: pageSizeOf(session) }, 'events', {
		expected: 1,
	}) as AsyncGenerator<ApiEvent[]>;

const queryOf = ({ from, to }: Span, types: string[]): Query => ({
	'filter[created_at][from]': Math.max(0, from),
	...(to !== undefined && { 'filter[created_at][to]': to }),
	'filter[type][]': types,
});

/** Whether all fits into the pages that are read at a time. */
async function fitsPages(session: AccountSession, query: Query): Promise<boolean> {
	const paging = { page: MAX_PAGES + 1, limit: pageSizeOf(session) };
	const page = await session.request({
		method: 'GET',
		path: PATH,
		query: { ...query, ...paging },
	});
	return page === undefined;
}

/** The events of an account that are of these types. */
export function eventsOf(session: AccountSession, types: string[]): EventSource {
	const readAll: EventSource['readAll'] = async (span) => {
		const events: ApiEvent[] = [];
		for await (const page of pagesOf(session, queryOf(span, types))) events.push(...page);
		return events;
	};
	return {
		readAll,
		async read(span) {
			const query = queryOf(span, types);
			const events: ApiEvent[] = [];
			for await (const page of pagesOf(session, query)) {
				const isFirstOfMany = events.length === 0 && page.length >= pageSizeOf(session);
				if (isFirstOfMany && !(await fitsPages(session, query))) return undefined;
				events.push(...page);
			}
			return events;
		},
	};
}

/** Some of the events of the account, for a person who tries the trigger out. */
export async function someEvents(session: AccountSession, types: string[]): Promise<ApiEvent[]> {
	const query = { 'filter[type][]': types };
	for await (const page of pagesOf(session, query)) return page;
	return [];
}
