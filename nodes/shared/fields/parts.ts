import { isNil, omit, omitBy, pick } from 'lodash';

import {
	asList,
	asListOfJson,
	fromJson,
	isRecord,
	one,
	several,
	unwrap,
	type EntryKind,
	type FieldKind,
	type FieldValue,
} from './kind';
import { isBlank, misfit, toInteger } from './values';

/** Kinds whose value is made of several parts. */
interface PartsKind {
	shown?: EntryKind['shown'];
	/** How one is written, for whoever gave something else. */
	example: string;
	/** The part that a mere text or number means. */
	main?: string;
	/** A value without these is none. */
	needs?: string[];
	/** What of a read value may be written; all of it unless said. */
	writable?(parts: FieldValue): FieldValue | undefined;
}

function partsOf(value: unknown, { main, needs = [] }: PartsKind): FieldValue | undefined {
	const given = fromJson(value);
	const parts = isRecord(given) ? given : main ? { [main]: String(given) } : {};
	const isSome = Object.values(parts).some((part) => !isBlank(part));
	return isSome && needs.every((key) => !isBlank(parts[key])) ? parts : undefined;
}

const entryKind = (kind: PartsKind): EntryKind => ({
	shown: kind.shown ?? 'string',
	takes: () => kind.example,
	encode(entry) {
		const parts = partsOf(unwrap(entry), kind);
		const value = parts && kind.writable ? kind.writable(parts) : parts;
		return value && { value };
	},
	decode: unwrap,
});

export const legalEntity = several(
	entryKind({ example: '{"name": "…", "vat_id": "…"}', main: 'name', needs: ['name'] }),
);

export const payer = one(
	entryKind({
		example: '{"name": "…", "address": "…"} or {"entity_type": "contacts", "entity_id": 1}',
		main: 'name',
	}),
	asListOfJson,
);

export const supplier = one(
	entryKind({
		example: '{"entity_id": 1}',
		main: 'entity_id',
		needs: ['entity_id'],
		writable: ({ entity_id: id }) =>
			toInteger(id) === undefined ? undefined : { entity_id: toInteger(id) },
	}),
	asListOfJson,
);

export const file = one(
	entryKind({
		example: '{"file_uuid": "…"}',
		main: 'file_uuid',
		needs: ['file_uuid'],
		writable: (parts) => pick(parts, ['file_uuid', 'version_uuid', 'file_name', 'file_size']),
	}),
	asListOfJson,
);

export const linkedEntity = one(
	entryKind({
		shown: 'object',
		example: '{"name": "…", "entity_id": 1, "entity_type": "contacts"}',
		needs: ['entity_id', 'entity_type'],
	}),
	asListOfJson,
);

const RECALCULATED = ['is_discount_recalculated', 'is_total_sum_recalculated', 'total_sum'];

export const items = several(
	entryKind({
		shown: 'array',
		example: '[{"description": "…", "unit_price": 10, "quantity": 2}]',
		writable: (parts) => omit(parts, RECALCULATED),
	}),
);

const CHAIN_KEYS = ['catalog_id', 'catalog_element_id'];

/** The one kind whose entries have no `value`. */
export const chainedList = several({
	shown: 'array',
	takes: () => '[{"catalog_id": 1, "catalog_element_id": 2}]',
	encode: (entry) =>
		isRecord(entry) && CHAIN_KEYS.every((key) => !isBlank(entry[key]))
			? pick(entry, CHAIN_KEYS)
			: undefined,
	decode: (entry) => entry,
});

/** The parts of an address: amoCRM numbers them from 1. */
const ADDRESS = ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country'];

const addressPart = ({ enum_code, enum: code, enum_id }: FieldValue): string =>
	String(enum_code ?? code ?? ADDRESS[Number(enum_id) - 1] ?? enum_id);

const addressParts = (values: FieldValue[]): FieldValue =>
	Object.fromEntries(values.map((entry) => [addressPart(entry), entry.value]));

function toAddress(given: unknown): FieldValue | undefined {
	if (isRecord(given)) return given;
	if (!Array.isArray(given)) return { address_line_1: given };
	return given.every(isRecord) ? addressParts(given) : undefined;
}

/** One address, which amoCRM keeps as one entry for each part. */
export const smartAddress: FieldKind = {
	shown: 'string',
	encode(value, field) {
		const parts = toAddress(fromJson(value));
		if (!parts || Object.keys(parts).some((part) => !ADDRESS.includes(part)))
			throw misfit(field.name, value, `a text, or an object of ${ADDRESS.join(', ')}`);
		return ADDRESS.filter((part) => !isBlank(parts[part])).map((part) => ({
			value: String(parts[part]),
			enum_code: part,
		}));
	},
	decode: addressParts,
};

/** A type that this package does not know: what was read can be written, without the keys that say nothing. */
export const asRead: FieldKind = {
	shown: 'string',
	encode: (value) =>
		asList(fromJson(value)).map((entry) =>
			isRecord(entry) ? omitBy(entry, isNil) : { value: entry },
		),
	decode: (values) => values,
};
