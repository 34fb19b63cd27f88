import type { FieldType } from 'n8n-workflow';
import { isPlainObject } from 'lodash';

import { parseJson } from '../settle';
import type { FieldDefinition } from './definition';
import { isBlank, misfit } from './values';
import type { DayZones } from './time';

/** One entry of `values`, as amoCRM gives and takes it. */
export type FieldValue = Record<string, unknown>;

/** How fields of one type are shown in n8n, written to amoCRM and read from it. */
export interface FieldKind {
	/** n8n's type in the mapper. `string` lets lists and objects of expressions pass too. */
	shown: FieldType;
	/** Turns what a person, a simplified card or amoCRM's own `values` give into what amoCRM takes; `[]` empties the field. */
	encode(value: unknown, field: FieldDefinition, zones: DayZones): FieldValue[];
	/** What a simplified card shows. `encode` takes it back. */
	decode(values: FieldValue[], accountZone: string): unknown;
	/** Its values are days: who writes or shows them must know the account's time zone. */
	isDay?: boolean;
}

/** A kind told by one entry of `values`. */
export interface EntryKind {
	shown: FieldType;
	/** Ends the sentence "It takes …". */
	takes(field: FieldDefinition): string;
	/** Undefined: the field does not take this. */
	encode(entry: unknown, field: FieldDefinition, zones: DayZones): FieldValue | undefined;
	decode(entry: FieldValue, accountZone: string): unknown;
	isDay?: boolean;
}

export const isRecord = (value: unknown): value is FieldValue => isPlainObject(value);

/** What amoCRM wraps in `{ value: … }`. */
export const unwrap = (entry: unknown): unknown =>
	isRecord(entry) && 'value' in entry ? entry.value : entry;

/** Lists and objects may also come as JSON text, typed into the mapper. */
export const fromJson = (value: unknown): unknown =>
	typeof value === 'string' && /^\s*[[{]/.test(value) ? (parseJson(value) ?? value) : value;

/** How the value of a field becomes entries. */
export type Split = (value: unknown, field: FieldDefinition) => unknown[];

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

export const asListOfJson: Split = (value) => asList(fromJson(value));

function encodeEntries(
	kind: EntryKind,
	value: unknown,
	field: FieldDefinition,
	zones: DayZones,
	split: Split,
): FieldValue[] {
	return split(value, field)
		.filter((entry) => !isBlank(unwrap(entry)))
		.map((entry) => {
			const encoded = kind.encode(entry, field, zones);
			if (encoded === undefined) throw misfit(field.name, unwrap(entry), kind.takes(field));
			return encoded;
		});
}

/** A field that holds one value. */
export const one = (kind: EntryKind, split: Split = asList): FieldKind => ({
	shown: kind.shown,
	isDay: kind.isDay,
	encode(value, field, zones) {
		const values = encodeEntries(kind, value, field, zones, split);
		if (values.length > 1) throw misfit(field.name, value, `${kind.takes(field)}, and only one`);
		return values;
	},
	// amoCRM documents one; should it ever give more, none may vanish unseen.
	decode(values, accountZone) {
		const [first = null, ...others] = values.map((entry) => kind.decode(entry, accountZone));
		return others.length > 0 ? [first, ...others] : first;
	},
});

/** A field that holds a list. */
export const several = (kind: EntryKind, split: Split = asListOfJson): FieldKind => ({
	shown: kind.shown,
	encode: (value, field, zones) => encodeEntries(kind, value, field, zones, split),
	decode: (values, accountZone) => values.map((entry) => kind.decode(entry, accountZone)),
});
