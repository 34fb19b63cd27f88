import type { IDataObject } from 'n8n-workflow';

import { attempt } from '../attempt';
import { MOST_AT_ONCE } from '../sideBySide';
import type { ApiCall, ApiClient } from './client';

/** The most that amoCRM documents for one page of a list. */
export const MAX_PAGE_SIZE = 250;

/** Where a list is and what is asked of it. */
export interface ListCall extends Pick<ApiCall, 'path' | 'query'> {
	/** The largest page of this list; `whole`: it comes in one answer and knows no pages. */
	pageSize?: number | 'whole';
	/** Passes over entities, which then do not count. */
	keep?(entity: IDataObject): boolean;
	/** Sees the entities of a page before they are kept or shown. */
	look?(page: IDataObject[]): Promise<void>;
	/** What is kept of each in its place, so that no more than a page is held as amoCRM gave it. */
	show?(entity: IDataObject): IDataObject;
}

export interface ListPage extends IDataObject {
	_links?: { next?: { href?: string } };
	_embedded?: Record<string, IDataObject[]>;
}

/** What a caller knows of how long a list is. */
interface Ahead {
	/** Pages after this one are not asked for before they are needed. */
	expected?: number;
	/** By so many pages the list counts as longer than is known. */
	headStart?: number;
}

/**
 * The pages of a list, in amoCRM's order. It does not say how many there are: a short list is read page by page,
 * and the longer it turns out to be, the more pages are asked for before the end is known.
 * @param collection key of the entities below `_embedded`
 * @see https://www.amocrm.ru/developers/content/crm_platform/api-reference
 */
export async function* eachPage(
	client: ApiClient,
	{ path, query, pageSize = MAX_PAGE_SIZE }: ListCall,
	collection: string,
	{ expected = Infinity, headStart = 0 }: Ahead = {},
): AsyncGenerator<IDataObject[]> {
	let last = pageSize === 'whole' ? 1 : Infinity;
	const ask = async (page: number) => {
		const paging = pageSize === 'whole' ? {} : { page, limit: pageSize };
		return await client.request<ListPage>({
			method: 'GET',
			path,
			query: { ...query, ...paging },
			isWanted: () => page <= last,
		});
	};
	const ahead: Array<ReturnType<typeof attempt<ListPage | undefined>>> = [];
	try {
		for (let page = 1; page <= last; page++) {
			const current = ahead.shift() ?? attempt(ask(page));
			const most = Math.min(page - 2 + headStart, MOST_AT_ONCE - 1, expected - page);
			while (ahead.length < most) ahead.push(attempt(ask(page + 1 + ahead.length)));
			const asked = await current;
			if (!asked.ok) throw asked.error;
			if (!asked.value?._links?.next) last = page;
			yield asked.value?._embedded?.[collection] ?? [];
		}
	} finally {
		last = 0;
	}
}

/**
 * Reads a list page by page.
 * @param limit how many entities at the most; `Infinity` for all
 */
export async function readPages(
	client: ApiClient,
	{ keep, look, show = (entity) => entity, ...call }: ListCall,
	collection: string,
	limit: number,
): Promise<IDataObject[]> {
	if (limit <= 0) return [];
	const { pageSize = MAX_PAGE_SIZE } = call;
	const size = pageSize === 'whole' || keep ? pageSize : Math.min(limit, pageSize);
	const expected = pageSize === 'whole' || keep ? Infinity : Math.ceil(limit / pageSize);
	const entities: IDataObject[] = [];
	for await (const page of eachPage(client, { ...call, pageSize: size }, collection, {
		expected,
	})) {
		await look?.(page);
		for (const entity of page) {
			if (entities.length < limit && keep?.(entity) !== false) entities.push(show(entity));
		}
		if (entities.length >= limit) break;
	}
	return entities;
}
