import type { AccountSession } from '../shared/account/session';
import { typesFor, type ApiEvent } from '../shared/hooks/apiEvents';
import { eachPage, MAX_PAGE_SIZE } from '../shared/transport/pages';
import { OVERLAP, startAt, step, type Cursor, type Source, type Span, type Step } from './cursor';

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
const PATH = '/api/v4/events';

/** So many pages are read at a time: it takes some twenty seconds. amoCRM may have none beyond the hundredth. */
const MAX_PAGES = 99;

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

const queryOf = ({ from, to }: Span, chosen: string[]): Query => ({
	'filter[created_at][from]': Math.max(0, from),
	'filter[created_at][to]': to,
	'filter[type][]': typesFor(chosen),
});

async function readSpan(
	session: AccountSession,
	chosen: string[],
	span: Span,
): Promise<ApiEvent[]> {
	const events: ApiEvent[] = [];
	for await (const page of pagesOf(session, queryOf(span, chosen))) events.push(...page);
	return events;
}

/** One question tells it: whether there is a page more. */
async function isShort(session: AccountSession, chosen: string[], span: Span): Promise<boolean> {
	const paging = { page: MAX_PAGES + 1, limit: pageSizeOf(session) };
	const query = { ...queryOf(span, chosen), ...paging };
	return (await session.request({ method: 'GET', path: PATH, query })) === undefined;
}

/** The latest events, the newest first. */
export const recentEvents = async (session: AccountSession, chosen: string[]) =>
	await firstPage(session, { 'filter[type][]': typesFor(chosen) });

const newestOf = (events: ApiEvent[]) => Math.max(0, ...events.map(({ created_at }) => created_at));

/** Where an account begins that was not read before: with what happens from now on. */
async function begin(session: AccountSession, chosen: string[]): Promise<Step> {
	const newest = newestOf(await firstPage(session, {}));
	const events = await readSpan(session, chosen, { from: newest - OVERLAP, to: newest });
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
	const page = await firstPage(session, query);
	const source: Source = {
		fits: async (span) =>
			page.length < pageSizeOf(session) || (await isShort(session, chosen, span)),
		read: async (span) => await readSpan(session, chosen, span),
	};
	return await step(cursor, newestOf(page), source);
}
