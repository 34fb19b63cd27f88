import type { IDataObject } from 'n8n-workflow';

import type { ApiCall, ApiClient } from './client';

/** The most that amoCRM documents for one page of a list. */
export const MAX_PAGE_SIZE = 250;

interface ListPage {
	_links?: { next?: { href?: string } };
	_embedded?: Record<string, IDataObject[]>;
}

/**
 * Reads a list page by page, in amoCRM's order.
 * @param collection key of the entities below `_embedded`
 * @param limit how many entities at the most; `Infinity` for all
 * @see https://www.amocrm.ru/developers/content/crm_platform/api-reference
 */
export async function readPages(
	client: ApiClient,
	call: Omit<ApiCall, 'method'>,
	collection: string,
	limit: number,
): Promise<IDataObject[]> {
	const size = Math.min(limit, MAX_PAGE_SIZE);
	const entities: IDataObject[] = [];
	for (let page = 1; entities.length < limit; page++) {
		const answer = await client.request<ListPage>({
			...call,
			method: 'GET',
			query: { ...call.query, page, limit: size },
		});
		entities.push(...(answer?._embedded?.[collection] ?? []));
		if (!answer?._links?.next) break;
	}
	return entities.slice(0, limit);
}
