import type { AccountState, CustomField } from '../state/account';
import type { Model } from '../state/collection';
import {
	fine,
	integer,
	missing,
	must,
	notAChoice,
	object,
	orNull,
	text,
	wrongType,
	type Check,
	type CheckContext,
	type Problem,
} from './checks';
import { VALUE_KINDS } from './fieldValues';
import { isRecord } from './kit';

/** `custom_fields_values` of a card. amocrm.ru/developers: crm/custom-fields. */
type Entry = Record<string, unknown>;

/** The official client sends both, one of them null: github.com/amocrm/amocrm-api-php. */
const isNamedByCode = ({ field_id: id }: Entry): boolean => id === undefined || id === null;

function findField(account: AccountState, card: string, entry: Entry): CustomField | undefined {
	return account
		.fields(card)
		.find((field) =>
			isNamedByCode(entry) ? field.code === entry.field_code : field.id === entry.field_id,
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
			const key = isNamedByCode(entry) ? 'field_code' : 'field_id';
			const problems = entryKeys(entry, where, context);
			if (problems.length > 0) return problems;
			const field = findField(context.account, card, entry);
			if (!field || field.is_computed === true) return notAChoice(`${where}.${key}`);
			return fieldValues(field, entry.values, `${where}.values`, context);
		});
	};
}

/** The samples of the documentation send `field_name` too: crm/contacts-api, crm/customers-statuses-api. */
const ENTRY = object({
	field_id: orNull(integer()),
	field_code: orNull(text()),
	field_name: text(),
	values: must(fine),
});

function entryKeys(entry: Entry, path: string, context: CheckContext): Problem[] {
	const problems = ENTRY(entry, path, context);
	const isNameless = isNamedByCode(entry) && typeof entry.field_code !== 'string';
	return isNameless && problems.length === 0 ? missing(`${path}.field_id`) : problems;
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
