import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Account } from '../support';

export const FIELDS = [
	{ id: 1, name: 'Phone', code: 'PHONE', type: 'multitext', enums: [{ id: 5, value: 'WORK' }] },
	{ id: 2, name: 'E-mail', code: 'EMAIL', type: 'multitext', enums: [{ id: 6, value: 'WORK' }] },
	{ id: 3, name: 'Order', code: null, type: 'text' },
	{ id: 4, name: 'Note', code: null, type: 'textarea' },
	{ id: 5, name: 'Size', code: null, type: 'select', enums: [{ id: 21, value: 'Big' }] },
	{ id: 6, name: 'External ID', code: null, type: 'numeric' },
];

export const phones = (...values: string[]) => ({
	field_id: 1,
	values: values.map((value) => ({ value, enum_code: 'WORK' })),
});

export const field = (field_id: number, value: string) => ({ field_id, values: [{ value }] });

/** Answers the questions that come before an upsert by fields of the account; of filters, where one could be used. */
export function withFields(
	account: Account,
	path: string,
	hasFilters: boolean | 'unasked' = false,
): Account {
	account.api
		.get(`/api/v4/${path}/custom_fields`)
		.query(true)
		.reply(200, { _embedded: { custom_fields: FIELDS } });
	if (hasFilters === 'unasked') return account;
	account.api
		.get('/api/v4/account')
		.query({ with: 'datetime_settings,is_api_filter_enabled' })
		.reply(200, { is_api_filter_enabled: hasFilters });
	return account;
}

/** The account finds these cards for a question, all on one page. */
export function finds(account: Account, path: string, query: IDataObject, ...found: IDataObject[]) {
	account.api
		.get(`/api/v4/${path}`)
		.query({ page: '1', limit: '250', ...query } as Record<string, string>)
		.reply(found.length > 0 ? 200 : 204, found.length > 0 ? { _embedded: { [path]: found } } : '');
}

/** The account takes these new cards, and gives them ids from 500. */
export function creates(account: Account, path: string, bodies: IDataObject[]) {
	account.api
		.post(
			`/api/v4/${path}`,
			bodies.map((body, index) => ({ ...body, request_id: String(index) })),
		)
		.reply(200, {
			_embedded: {
				[path]: bodies.map((_, index) => ({ id: 500 + index, request_id: String(index) })),
			},
		});
}

export function updates(account: Account, path: string, bodies: IDataObject[]) {
	account.api
		.patch(
			`/api/v4/${path}`,
			bodies.map((body, index) => ({ ...body, request_id: String(index) })),
		)
		.reply(200, { _embedded: { [path]: bodies.map(({ id }) => ({ id, updated_at: 7 })) } });
}

export const mapping = (
	value: INodeParameters,
	matchingColumns: string[],
	more: INodeParameters = {},
) => ({
	fields: { mappingMode: 'defineBelow', value, matchingColumns },
	...more,
});

export const items = (...list: IDataObject[]) => ({ input: list.map((json) => ({ json })) });

/** The account has this card under its id; or none. */
export function has(account: Account, path: string, id: number, card?: IDataObject) {
	account.api.get(`/api/v4/${path}/${id}`).reply(card ? 200 : 204, card && { id, ...card });
}

/** A mapping that takes what the items have. */
export const automatic = (matchingColumns: string[], more: INodeParameters = {}) => ({
	fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns },
	...more,
});
