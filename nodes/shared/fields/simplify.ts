import type { IDataObject } from 'n8n-workflow';

import type { FieldValue } from './kind';
import { byLabel } from './labels';
import { kindOf } from './types';

interface ReadField {
	field_id: number;
	field_name: string;
	field_type: string;
	values: FieldValue[];
}

/** `{ Size: 'Big' }` of `custom_fields_values`. */
const simpleFields = (fields: ReadField[]): IDataObject =>
	Object.fromEntries(
		[...byLabel(fields, ({ field_id, field_name }) => ({ id: field_id, name: field_name }))].map(
			([label, { field_type, values }]) => [label, kindOf(field_type).decode(values)],
		),
	) as IDataObject;

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
	return {
		...rest,
		...simpleLinks((card._embedded ?? {}) as IDataObject),
		custom_fields: simpleFields((card.custom_fields_values ?? []) as unknown as ReadField[]),
	};
}
