import type { IDataObject } from 'n8n-workflow';

interface ReadField {
	field_name: string;
	field_type: string;
	values: Array<{ value?: unknown } & IDataObject>;
}

/** Types of which a card may hold several values. */
const SEVERAL = new Set([
	'multiselect',
	'multitext',
	'smart_address',
	'chained_list',
	'items',
	'linked_entity',
]);

function simpleValue({ field_type, values }: ReadField): unknown {
	const plain = values.map((entry) => ('value' in entry ? entry.value : entry));
	return SEVERAL.has(field_type) ? plain : plain[0];
}

/** `{ tags: ['VIP'], contacts: [31] }` of `_embedded`. */
function simpleLinks(embedded: IDataObject): IDataObject {
	const links = Object.entries(embedded).filter(([, value]) => Array.isArray(value));
	return Object.fromEntries(
		links.map(([name, value]) => [
			name,
			(value as IDataObject[]).map((entry) =>
				name === 'tags' ? entry.name : entry.id,
			) as string[],
		]),
	);
}

/** A card with its custom fields by name and its links as ids, without what only programs read. */
export function simplifyCard(card: IDataObject): IDataObject {
	const rest = { ...card };
	for (const key of ['_links', '_embedded', 'custom_fields_values']) delete rest[key];
	const fields = (card.custom_fields_values ?? []) as unknown as ReadField[];
	const embedded = (card._embedded ?? {}) as IDataObject;
	return {
		...rest,
		...simpleLinks(embedded),
		custom_fields: Object.fromEntries(
			fields.map((field) => [field.field_name, simpleValue(field)]),
		) as IDataObject,
	};
}
