import { pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { heldBy, type HeldValue } from '../held';
import type { MatchColumn } from './match';

const written = (held: HeldValue): IDataObject =>
	pick(held, ['value', held.enum_code === undefined ? 'enum_id' : 'enum_code']) as IDataObject;

const matchesBy = (columns: MatchColumn[], id: string) =>
	columns.some((column) => column.id === id);

/**
 * amoCRM replaces all values of a field. Of the columns that cards are matched by, what the card has already
 * is not sent again, and another phone or e-mail is added to those that are there.
 */
export function changeOf(
	body: IDataObject,
	held: IDataObject,
	columns: MatchColumn[],
): IDataObject {
	const fields = (body.custom_fields_values ?? []) as IDataObject[];
	const changed = fields.flatMap((entry) => {
		const column = columns.find(({ field }) => field?.id === entry.field_id);
		const { field } = column ?? {};
		if (!column || !field) return [entry];
		const known = new Set(column.textsOf(held).map(column.normal));
		const values = (entry.values ?? []) as unknown as HeldValue[];
		const added = values.filter(({ value }) => !known.has(column.normal(String(value ?? ''))));
		if (added.length === 0) return [];
		const kept = field.type === 'multitext' ? heldBy(held, field) : [];
		return [{ ...entry, values: [...kept, ...added].map(written) }];
	});
	const rest = { ...body };
	delete rest.custom_fields_values;
	if (matchesBy(columns, 'name') && rest.name === held.name) delete rest.name;
	return changed.length > 0 ? { ...rest, custom_fields_values: changed } : rest;
}

/** What is known of a card after a body was written into it. */
export function afterChange(held: IDataObject, body: IDataObject): IDataObject {
	const fields = (body.custom_fields_values ?? []) as IDataObject[];
	const others = ((held.custom_fields_values ?? []) as IDataObject[]).filter(
		({ field_id }) => !fields.some((entry) => entry.field_id === field_id),
	);
	return { ...held, ...body, custom_fields_values: [...others, ...fields] };
}
