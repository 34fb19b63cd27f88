import type { IDataObject } from 'n8n-workflow';

import type { ApiCall, ApiClient } from './client';

/** The most that amoCRM documents for one page of a list. */
export const MAX_PAGE_SIZE = 250;

/** Where a list is and what is asked of it. */
export interface ListCall extends Omit<ApiCall, 'method' | 'body'> {
	/** The largest page of this list; `whole`: it comes in one answer and knows no pages. */
	pageSize?: number | 'whole';
	/** Passes over entities, which then do not count. */
	keep?(entity: IDataObject): boolean;
}

export interface ListPage extends IDataObject {
	_links?: { next?: { href?: string } };
	_embedded?: Record<string, IDataObject[]>;
}

/**
 * The pages of a list, one after another, in amoCRM's order.
 * @param collection key of the entities below `_embedded`
 * @see https://www.amocrm.ru/developers/content/crm_platform/api-reference
 */
export async function* eachPage(
	client: ApiClient,
	{ path, query, pageSize = MAX_PAGE_SIZE }: ListCall,
	collection: string,
): AsyncGenerator<IDataObject[]> {
	for (let page = 1; ; page++) {
		const paging = pageSize === 'whole' ? {} : { page, limit: pageSize };
		const answer = await client.request<ListPage>({
			method: 'GET',
			path,
			query: { ...query, ...paging },
		});
		yield answer?._embedded?.[collection] ?? [];
		if (pageSize === 'whole' || !answer?._links?.next) return;
	}
}

/**
 * Reads a list page by page.
 * @param limit how many entities at the most; `Infinity` for all
 */
export async function readPages(
	client: ApiClient,
	{ keep, ...call }: ListCall,
	collection: string,
	limit: number,
): Promise<IDataObject[]> {
	if (limit <= 0) return [];
	const { pageSize = MAX_PAGE_SIZE } = call;
	const size = pageSize === 'whole' || keep ? pageSize : Math.min(limit, pageSize);
	const entities: IDataObject[] = [];
	for await (const page of eachPage(client, { ...call, pageSize: size }, collection)) {
		entities.push(...(keep ? page.filter(keep) : page));
		if (entities.length >= limit) break;
	}
	return entities.slice(0, limit);
}
