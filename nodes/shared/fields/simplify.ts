import { omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, type FieldValue } from './kind';
import { byLabel } from './naming';
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

type Linked = IDataObject[];

const ids = (linked: Linked) => linked.map(({ id }) => id);

/** `{ id: 71, quantity: 2, catalog_id: 7 }`: how much of what a list has. */
const element = ({ metadata, ...own }: IDataObject) => ({
	...omit(own, '_links'),
	...(isRecord(metadata) ? metadata : {}),
});

/** What is told of links; of others their ids. */
const SHOWN: Record<string, (linked: Linked) => Entry[]> = {
	tags: (linked) => [['tags', linked.map(({ name }) => name)]],
	contacts: (linked) => [
		['contacts', ids(linked)],
		...linked
			.filter(({ is_main: isMain }) => isMain === true)
			.map(({ id }): Entry => ['main_contact', id]),
	],
	loss_reason: (linked) => [
		['loss_reason', ids(linked)],
		...linked.map(({ name }): Entry => ['loss_reason_name', name]),
	],
	catalog_elements: (linked) => [
		['catalog_elements', ids(linked)],
		['linked_elements', linked.map(element)],
	],
	source: (linked) => linked.map((source): Entry => ['source', omit(source, '_links')]),
};

/** `{ tags: ['VIP'], contacts: [31], main_contact: 31 }` of `_embedded`, where one alone may be no list. */
const simpleLinks = (embedded: IDataObject): Entry[] =>
	Object.entries(embedded).flatMap(([name, value]): Entry[] => {
		if (!Array.isArray(value) && !isRecord(value)) return [];
		const linked = [value].flat() as Linked;
		return SHOWN[name]?.(linked) ?? [[name, ids(linked)]];
	});

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
