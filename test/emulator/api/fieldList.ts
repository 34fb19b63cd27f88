import type { AccountState, CustomField } from '../state/account';
import type { Model } from '../state/collection';
import { missing, notAChoice, wrongType, type Check, type Problem } from './checks';
import { VALUE_KINDS } from './fieldValues';
import { isRecord } from './kit';

/** `custom_fields_values` of a card. amocrm.ru/developers: crm/custom-fields. */
type Entry = Record<string, unknown>;

function findField(account: AccountState, card: string, entry: Entry): CustomField | undefined {
	return account
		.fields(card)
		.find((field) =>
			entry.field_id === undefined ? field.code === entry.field_code : field.id === entry.field_id,
		);
}

/** Checks the whole list of one kind of card. */
export function fieldList(card: string): Check {
	return (list, path, context) => {
		if (list === null) return [];
		if (!Array.isArray(list)) return wrongType(path, 'array');
		return list.flatMap((entry: unknown, index) => {
			const where = `${path}.${index}`;
			if (!isRecord(entry)) return wrongType(where, 'object');
			const key = entry.field_id === undefined ? 'field_code' : 'field_id';
			const problems = entryKeys(entry, where);
			if (problems.length > 0) return problems;
			const field = findField(context.account, card, entry);
			if (!field || field.is_computed === true) return notAChoice(`${where}.${key}`);
			return fieldValues(field, entry.values, `${where}.values`, context);
		});
	};
}

function entryKeys(entry: Entry, path: string): Problem[] {
	const unexpected = Object.keys(entry).filter(
		(key) => !['field_id', 'field_code', 'values'].includes(key),
	);
	if (unexpected.length > 0) {
		return unexpected.flatMap((key) =>
			notAChoice(`${path}.${key}`, 'This field was not expected.'),
		);
	}
	const { field_id: id, field_code: code } = entry;
	if (id === undefined && code === undefined) return missing(`${path}.field_id`);
	if (id !== undefined && typeof id !== 'number') return wrongType(`${path}.field_id`, 'int');
	if (code !== undefined && typeof code !== 'string') {
		return wrongType(`${path}.field_code`, 'string');
	}
	return entry.values === undefined ? missing(`${path}.values`) : [];
}

const fieldValues = (
	field: CustomField,
	values: unknown,
	path: string,
	context: Parameters<Check>[2],
): Problem[] => {
	// Both are taken as "clear this field".
	if (values === null) return [];
	if (!Array.isArray(values)) return wrongType(path, 'array');
	const kind = VALUE_KINDS[field.type];
	if (values.length > (kind.most ?? 1)) {
		return [{ code: 'TooHigh', path, detail: `This field takes at most ${kind.most ?? 1}.` }];
	}
	return values.flatMap((value, index) => kind.check(value, `${path}.${index}`, field, context));
};

export function countFields(value: unknown): number {
	return Array.isArray(value) ? value.length : 0;
}

/** Puts a checked list over what a card holds: the fields that are named are replaced, the others stay. */
export function applyFieldList(
	account: AccountState,
	card: string,
	model: Model,
	list: unknown,
): void {
	if (list === undefined) return;
	const held = new Map<number, Entry>();
	for (const entry of (model.custom_fields_values ?? []) as Entry[]) {
		held.set(entry.field_id as number, entry);
	}
	for (const entry of (list ?? []) as Entry[]) {
		const field = findField(account, card, entry);
		if (!field) continue;
		const values = (entry.values ?? []) as Entry[];
		if (values.length === 0) held.delete(field.id);
		else held.set(field.id, readEntry(account, field, values));
	}
	model.custom_fields_values = held.size === 0 ? null : [...held.values()];
}

function readEntry(account: AccountState, field: CustomField, values: Entry[]): Entry {
	const kind = VALUE_KINDS[field.type];
	return {
		field_id: field.id,
		field_name: field.name,
		field_code: field.code,
		field_type: field.type,
		is_computed: false,
		values: values.map((value) => kind.read(value, field, account)),
	};
}
