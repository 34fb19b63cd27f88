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

const everything = () => true;

/**
 * Reads a list page by page, in amoCRM's order.
 * @param collection key of the entities below `_embedded`
 * @param limit how many entities at the most; `Infinity` for all
 * @see https://www.amocrm.ru/developers/content/crm_platform/api-reference
 */
export async function readPages(
	client: ApiClient,
	{ path, query, pageSize = MAX_PAGE_SIZE, keep }: ListCall,
	collection: string,
	limit: number,
): Promise<IDataObject[]> {
	const size = pageSize === 'whole' || keep ? pageSize : Math.min(limit, pageSize);
	const entities: IDataObject[] = [];
	for (let page = 1; entities.length < limit; page++) {
		const paging = size === 'whole' ? {} : { page, limit: size };
		const answer = await client.request<ListPage>({
			method: 'GET',
			path,
			query: { ...query, ...paging },
		});
		const received = answer?._embedded?.[collection] ?? [];
		entities.push(...received.filter(keep ?? everything));
		if (size === 'whole' || !answer?._links?.next) break;
	}
	return entities.slice(0, limit);
}
