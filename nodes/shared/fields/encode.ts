import type { IDataObject } from 'n8n-workflow';
import { merge } from 'lodash';

import { AmoCrmProblem } from '../problem';
import { columnId, type FieldDefinition } from './definition';
import { isBlank, isRecord } from './kind';
import { byLabel } from './labels';
import type { NativeField } from './native';
import { kindOf } from './types';

/** Not given: the field stays as it is. `null` and `''` empty a custom field. */
const isGiven = (value: unknown) => value !== undefined;
const isEmpty = (value: unknown) => isBlank(value) || (Array.isArray(value) && value.length === 0);

const fieldsById = (native: NativeField[]) => new Map(native.map((field) => [field.id, field]));

/** Says whether the account's own fields must be known to encode these values. */
export function needsDefinitions(values: IDataObject, native: NativeField[]): boolean {
	const known = fieldsById(native);
	return Object.keys(values).some((name) => !known.has(name));
}

/**
 * A card as it was read has the account's own fields apart: by name where it is simplified, else in amoCRM's
 * form. They are values like those beside them, which come later and win.
 */
function allValues(values: IDataObject): Array<[name: string, value: unknown]> {
	const { custom_fields: simplified, custom_fields_values: read, ...beside } = values;
	return [
		...(Array.isArray(read) ? read.filter(isRecord) : []).map((entry): [string, unknown] => [
			columnId({ id: Number(entry.field_id) }),
			entry.values,
		]),
		...Object.entries(isRecord(simplified) ? simplified : {}),
		...Object.entries(beside),
	];
}

/** Finds a custom field by the mapper's id, its code or its name. */
export function fieldFinder(definitions: FieldDefinition[]) {
	const labelled = byLabel(definitions, (field) => field);
	return (name: string): FieldDefinition | undefined => {
		const found =
			definitions.find((field) => columnId(field) === name) ??
			definitions.find(({ code }) => code === name) ??
			labelled.get(name);
		if (found) return found;
		const twins = [...labelled].filter(([, field]) => field.name === name);
		if (twins.length === 0) return undefined;
		throw new AmoCrmProblem('badInput', `The account has ${twins.length} fields "${name}".`, {
			hint: `Say which: ${twins.map(([label]) => `"${label}"`).join(' or ')}.`,
		});
	};
}

/** What the body says of a custom field. */
function encodeCustom(field: FieldDefinition, value: unknown): IDataObject {
	const values = isEmpty(value) ? [] : kindOf(field.type).encode(value, field);
	return { field_id: field.id, values: values.length > 0 ? (values as IDataObject[]) : null };
}

/** Says why a mapped value has nowhere to go. */
function refusal(name: string, field: FieldDefinition | undefined): AmoCrmProblem {
	if (field) {
		return new AmoCrmProblem('badInput', `amoCRM computes the field "${field.name}" itself.`, {
			hint: 'Leave it out.',
		});
	}
	return new AmoCrmProblem('badInput', `The account has no field "${name.slice(0, 80)}".`, {
		hint: 'Refresh the list of fields in the node, and map the field again.',
	});
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
	const find = fieldFinder(definitions);
	const body: IDataObject = {};
	const custom = new Map<number, IDataObject>();
	for (const [name, value] of allValues(values)) {
		if (!isGiven(value)) continue;
		const field = known.get(name);
		const definition = field ? undefined : find(name);
		if (field) {
			if (!isEmpty(value) && (isNew || !field.onCreateOnly))
				merge(body, field.encode(value, isNew));
		} else if (definition && definition.is_computed !== true) {
			custom.set(definition.id, encodeCustom(definition, value));
		} else if (onUnknown === 'refuse') {
			throw refusal(name, definition);
		}
	}
	const written = [...custom.values()].filter((entry) => !isNew || entry.values !== null);
	return written.length > 0 ? { ...body, custom_fields_values: written } : body;
}
