import type { IDataObject } from 'n8n-workflow';
import { merge } from 'lodash';

import { AmoCrmProblem } from '../problem';
import type { FieldDefinition } from './definition';
import type { NativeField } from './native';
import { kindOf } from './types';

/** Ids of the mapper's columns for custom fields: `cf_123`. */
export const columnId = (field: Pick<FieldDefinition, 'id'>) => `cf_${field.id}`;

/** Not given: the field stays as it is. `null` and `''` empty a custom field. */
const isGiven = (value: unknown) => value !== undefined;
const isEmpty = (value: unknown) =>
	value === null || value === '' || (Array.isArray(value) && value.length === 0);

const fieldsById = (native: NativeField[]) => new Map(native.map((field) => [field.id, field]));

/** Says whether the account's own fields must be known to encode these values. */
export function needsDefinitions(values: IDataObject, native: NativeField[]): boolean {
	const known = fieldsById(native);
	return Object.keys(values).some((name) => !known.has(name));
}

/** A custom field by the mapper's id, its code or its name. */
function findDefinition(name: string, definitions: FieldDefinition[]): FieldDefinition | undefined {
	return (
		definitions.find((field) => columnId(field) === name) ??
		definitions.find(({ code }) => code === name) ??
		definitions.find((field) => field.name === name)
	);
}

function encodeCustom(field: FieldDefinition, value: unknown): IDataObject {
	if (isEmpty(value)) return { field_id: field.id, values: null };
	return { field_id: field.id, values: kindOf(field.type).encode(value, field) as IDataObject[] };
}

/**
 * Turns mapped values into the body of one card.
 * @param onUnknown what to do with a name that no field has: `refuse` a mapped one, `ignore` one of an input item
 * @throws AmoCrmProblem `badInput` naming the field
 */
export function encodeCard(
	values: IDataObject,
	native: NativeField[],
	definitions: FieldDefinition[],
	{ isNew, onUnknown }: { isNew: boolean; onUnknown: 'refuse' | 'ignore' },
): IDataObject {
	const known = fieldsById(native);
	const body: IDataObject = {};
	const custom: IDataObject[] = [];
	for (const [name, value] of Object.entries(values)) {
		if (!isGiven(value)) continue;
		const field = known.get(name);
		const definition = field ? undefined : findDefinition(name, definitions);
		if (field) {
			if (!isEmpty(value) && (isNew || !field.onCreateOnly))
				merge(body, field.encode(value, isNew));
		} else if (definition) {
			if (!isNew || !isEmpty(value)) custom.push(encodeCustom(definition, value));
		} else if (onUnknown === 'refuse') {
			throw new AmoCrmProblem('badInput', `The account has no field "${name.slice(0, 80)}".`, {
				hint: 'Refresh the list of fields in the node, and map the field again.',
			});
		}
	}
	return custom.length > 0 ? { ...body, custom_fields_values: custom } : body;
}
