import type { AccountSession } from '../shared/account/session';
import { typesFor, type ApiEvent } from '../shared/hooks/apiEvents';
import { eachPage, MAX_PAGE_SIZE } from '../shared/transport/pages';
import { OVERLAP, startAt, step, type Cursor, type Read, type Step } from './cursor';

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
const PATH = '/api/v4/events';

/** So many pages are read at a time: it takes some twenty seconds. */
const MAX_PAGES = 100;

const pageSizeOf = ({ platform }: AccountSession) => (platform === 'kommo' ? MAX_PAGE_SIZE : 100);

type Query = Record<string, number | string[]>;

const pagesOf = (session: AccountSession, query: Query) =>
	eachPage(
		session,
		{ path: PATH, query, pageSize: pageSizeOf(session) },
		'events',
	) as AsyncGenerator<ApiEvent[]>;

async function firstPage(session: AccountSession, query: Query): Promise<ApiEvent[]> {
	for await (const page of pagesOf(session, query)) return page;
	return [];
}

const reading = (session: AccountSession, chosen: string[]): Read => {
	return async ({ from, to }, bounded) => {
		const query = {
			'filter[created_at][from]': Math.max(0, from),
			'filter[created_at][to]': to,
			'filter[type][]': typesFor(chosen),
		};
		const events: ApiEvent[] = [];
		let pages = 0;
		for await (const page of pagesOf(session, query)) {
			if (bounded && ++pages > MAX_PAGES) return { events, isWhole: false };
			events.push(...page);
		}
		return { events, isWhole: true };
	};
};

/** The latest events, the newest first. */
export const recentEvents = async (session: AccountSession, chosen: string[]) =>
	await firstPage(session, { 'filter[type][]': typesFor(chosen) });

const newestOf = (events: ApiEvent[]) => Math.max(0, ...events.map(({ created_at }) => created_at));

/** Where an account begins that was not read before: with what happens from now on. */
async function begin(session: AccountSession, chosen: string[]): Promise<Step> {
	const newest = newestOf(await firstPage(session, {}));
	const { events } = await reading(session, chosen)({ from: newest - OVERLAP, to: newest }, false);
	return { events: [], cursor: startAt(newest, events) };
}

/** What happened in the account since the cursor; none: it is seen for the first time. */
export async function readOn(
	session: AccountSession,
	chosen: string[],
	cursor: Cursor | undefined,
): Promise<Step> {
	if (!cursor) return await begin(session, chosen);
	// Of every type: the cursor keeps pace where the chosen ones are rare, and where others are chosen later.
	const query = { 'filter[created_at][from]': Math.max(0, cursor.until - OVERLAP) };
	const newest = newestOf(await firstPage(session, query));
	return await step(cursor, newest, reading(session, chosen));
}
