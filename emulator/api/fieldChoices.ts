import type { AccountState, EnumOption } from '../state/account';

/** The options of selects and the tree of categories, as they are kept. amocrm.ru/developers: crm/custom-fields. */
export function keepOptions({ ids }: AccountState, options: unknown): EnumOption[] | null {
	if (!Array.isArray(options)) return null;
	return (options as Partial<EnumOption>[]).map(({ id, value, sort, code }, index) => ({
		id: id ?? ids.take('enum'),
		value: value ?? '',
		sort: sort ?? index,
		code: code ?? null,
	}));
}

interface Branch {
	id?: number;
	parent_id?: number | null;
	value: string;
	sort?: number;
	/** Names a branch for those that hang on it within one request. */
	request_id?: string;
	parent_request_id?: string;
}

export function keepTree({ ids }: AccountState, branches: unknown) {
	if (!Array.isArray(branches)) return null;
	const kept = (branches as Branch[]).map((branch) => ({ id: ids.take('enum'), ...branch }));
	return kept.map(({ id, parent_id, value, sort, parent_request_id: parent }, index) => {
		const above = kept.find(({ request_id }) => request_id !== undefined && request_id === parent);
		return { id, parent_id: above?.id ?? parent_id ?? null, value, sort: sort ?? index };
	});
}
