import type { IDataObject } from 'n8n-workflow';

import { settle, type Settled } from '../settle';
import { hasCode } from '../problem';
import { MOST_AT_ONCE } from '../mapParallel';
import type { ApiCall, ApiClient } from './client';

/** The most that amoCRM documents for one page of a list. */
export const MAX_PAGE_SIZE = 250;

/** The most that amoCRM documents for one page of events; Kommo documents as many as for other lists. */
export const EVENTS_PAGE_SIZE = 100;

/** Developers report that amoCRM ends every list after so many pages. */
const MOST_PAGES = 100;

/** Where a list is and what is asked of it. */
export interface ListCall extends Pick<ApiCall, 'path' | 'query'> {
	/** The largest page of this list; `whole`: no pages are asked for, and amoCRM sends more only where it says so. */
	pageSize?: number | 'whole';
	/** Which entities to keep; the others do not count. */
	keep?(entity: IDataObject): boolean;
	/** Sees the entities of a page before they are kept or shown. */
	look?(page: IDataObject[]): Promise<void>;
	/** Maps each entity that is kept, so that no more than a page is held as amoCRM gave it. */
	show?(entity: IDataObject): IDataObject;
	/** Identifies an entity, by default by its `id`; one without identity is never a repetition. */
	identify?(entity: IDataObject): unknown;
	/** Identities read so far, if a list is read in several parts. */
	seen?: Set<unknown>;
	/** Called if amoCRM cut the list off. */
	onCutOff?(): void;
}

export interface ListPage extends IDataObject {
	_links?: { next?: { href?: string } };
	_embedded?: Record<string, IDataObject[]>;
}

/** What a caller knows of the length of a list. */
interface Ahead {
	/** Pages after this one are not prefetched. */
	expected?: number;
	/** How many pages more than usual are prefetched. */
	prefetchPages?: number;
}

/** The page that an answer names as the next one: only its numbers are taken from the address. */
function namedNext({ _links: links }: ListPage, page: number): ListCall['query'] | undefined {
	const named = new URLSearchParams(links?.next?.href?.split('?')[1]);
	if (named.get('page') !== String(page + 1)) return undefined;
	return { page: page + 1, limit: named.get('limit')?.match(/^\d+$/)?.[0] };
}

/**
 * The pages of a list, in amoCRM's order. It does not say how many there are: a short list is read page by page,
 * and the longer a list turns out to be, the more pages are prefetched.
 * @param collection key of the entities below `_embedded`
 * @see https://www.amocrm.ru/developers/content/crm_platform/api-reference
 */
export async function* eachPage(
	client: ApiClient,
	{ path, query, pageSize = MAX_PAGE_SIZE }: ListCall,
	collection: string,
	{ expected = Infinity, prefetchPages = 0 }: Ahead = {},
): AsyncGenerator<IDataObject[]> {
	const isWhole = pageSize === 'whole';
	let last = Infinity;
	let named: ListCall['query'] = {};
	const ask = (page: number) =>
		client.request<ListPage>({
			method: 'GET',
			path,
			query: { ...query, ...(isWhole ? named : { page, limit: pageSize }) },
			isWanted: () => page <= last,
		});
	const ahead: Array<ReturnType<typeof settle<ListPage | undefined>>> = [];
	const mostAhead = isWhole ? 0 : MOST_AT_ONCE - 1;
	try {
		for (let page = 1; page <= last; page++) {
			const current = ahead.shift() ?? settle(ask(page));
			const most = Math.min(page - 2 + prefetchPages, mostAhead, expected - page);
			while (ahead.length < most) ahead.push(settle(ask(page + 1 + ahead.length)));
			const asked = await current;
			if (!asked.ok) throw asked.error;
			const answer = asked.value ?? {};
			if (isWhole) named = namedNext(answer, page);
			if (!answer._links?.next || !named) last = page;
			yield answer._embedded?.[collection] ?? [];
		}
	} finally {
		last = 0;
	}
}

/** How amoCRM may answer a request for a page beyond its limit. */
const isRefusal = (error: unknown) => hasCode(error, 'validation', 'notFound', 'refused');

/** How far a list was read. */
export interface Progress {
	pages: number;
	/** Entities on the last page, and how many there could have been. */
	lastCount: number;
	pageSize: ListCall['pageSize'];
}

/** Whether amoCRM cut the list off: by a refusal, an empty page, or a full page without a next one. */
export function isCutOff(done: Settled<unknown>, { pages, lastCount, pageSize }: Progress) {
	if (!done.ok) return pages >= MOST_PAGES && isRefusal(done.error);
	return pages > MOST_PAGES ? lastCount === 0 : pages === MOST_PAGES && lastCount === pageSize;
}

/** Whether an entity was not seen before. */
const unseenOf =
	({ identify = ({ id }) => id, seen = new Set() }: ListCall) =>
	(entity: IDataObject): boolean => {
		const name = identify(entity) ?? undefined;
		if (name === undefined) return true;
		const count = seen.size;
		return seen.add(name).size > count;
	};

/**
 * Reads a list page by page, without repetitions: entities that are added or changed meanwhile move others to later
 * pages.
 * @param limit how many entities at the most; `Infinity` for all
 */
export async function readPages(
	client: ApiClient,
	call: ListCall,
	collection: string,
	limit: number,
): Promise<IDataObject[]> {
	if (limit <= 0) return [];
	const { keep, look, show = (entity) => entity, onCutOff, pageSize = MAX_PAGE_SIZE } = call;
	const size = pageSize === 'whole' || keep ? pageSize : Math.min(limit, pageSize);
	const expected = pageSize === 'whole' || keep ? Infinity : Math.ceil(limit / pageSize);
	const isNew = unseenOf(call);
	const entities: IDataObject[] = [];
	let pages = 0;
	let lastCount = 0;
	/** How many pages in a row had nothing new: amoCRM goes on no further. */
	let repeating = 0;
	const read = async () => {
		const all = eachPage(client, { ...call, pageSize: size }, collection, { expected });
		for await (const page of all) {
			pages++;
			lastCount = page.length;
			const fresh = page.filter(isNew);
			await look?.(fresh);
			for (const entity of fresh) {
				if (entities.length < limit && keep?.(entity) !== false) entities.push(show(entity));
			}
			repeating = page.length > 0 && fresh.length === 0 ? repeating + 1 : 0;
			if (entities.length >= limit || repeating > 1) break;
		}
	};
	const done = await settle(read());
	const endsEarly = isCutOff(done, { pages, lastCount, pageSize: size }) || repeating > 1;
	if (!done.ok && !(onCutOff && endsEarly)) throw done.error;
	if (endsEarly && entities.length < limit) onCutOff?.();
	return entities;
}
