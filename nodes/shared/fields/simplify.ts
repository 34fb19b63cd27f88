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
const simpleFields = (fields: ReadField[], accountZone: string): IDataObject =>
	Object.fromEntries(
		[...byLabel(fields, ({ field_id, field_name }) => ({ id: field_id, name: field_name }))].map(
			([label, { field_type, values }]) => [label, kindOf(field_type).decode(values, accountZone)],
		),
	) as IDataObject;

type Entry = [name: string, value: unknown];

/** `{ tags: ['VIP'], contacts: [31] }` of `_embedded`. */
const simpleLinks = (embedded: IDataObject): Entry[] =>
	Object.entries(embedded)
		.filter(([, value]) => Array.isArray(value))
		.map(([name, value]) => [
			name,
			(value as IDataObject[]).map((entry) => (name === 'tags' ? entry.name : entry.id)),
		]);

const REPLACED = new Set(['_links', '_embedded', 'custom_fields_values']);

const fieldsOf = (card: IDataObject) => (card.custom_fields_values ?? []) as unknown as ReadField[];

/** Whether it must be known in which time zone the account keeps its days. */
export const showsDays = (card: IDataObject): boolean =>
	fieldsOf(card).some(({ field_type }) => kindOf(field_type).isDay);

/**
 * A card with its custom fields by name and its links as ids, without what only programs read.
 * @param accountZone needed for cards that show days
 */
export function simplifyCard(card: IDataObject, accountZone = 'utc'): IDataObject {
	const fields = fieldsOf(card);
	const entries: Entry[] = [
		...Object.entries(card).filter(([name]) => !REPLACED.has(name)),
		...simpleLinks((card._embedded ?? {}) as IDataObject),
		['custom_fields', simpleFields(fields, accountZone)],
	];
	return Object.fromEntries(entries) as IDataObject;
}
