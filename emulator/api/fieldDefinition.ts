import { pickBy } from 'lodash';
import type { CustomField, EnumOption } from '../state/account';
import type { Model } from '../state/collection';
import type { Item } from './batch';
import {
	choice,
	existing,
	fine,
	flag,
	integer,
	listOf,
	missing,
	must,
	notAChoice,
	notExpected,
	object,
	orNull,
	pattern,
	text,
	type Check,
	type Fields,
	type Problem,
} from './checks';
import { cardOf, type FieldOwner } from './fieldOwners';
import { typesOn, VALUE_KINDS } from './fieldValues';
import type { ApiCall } from './kit';

/** What may be said of a custom field. amocrm.ru/developers: crm/custom-fields. */
const enumOption = object({
	id: { check: integer({ min: 1 }), only: 'update' },
	value: must(text({ min: 1 })),
	sort: integer(),
	code: orNull(text()),
});

const branch = object({
	id: integer({ min: 1 }),
	parent_id: orNull(integer({ min: 1 })),
	value: must(text({ min: 1 })),
	sort: integer(),
	request_id: text({ min: 1 }),
	parent_request_id: text({ min: 1 }),
});

const chainedList = object({
	title: orNull(text()),
	catalog_id: must(existing('catalogs')),
	parent_catalog_id: orNull(existing('catalogs')),
});

const statusRef = object({
	status_id: must(integer()),
	pipeline_id: must(existing('leads/pipelines')),
});

const groupOf = (card: string): Check => {
	return (value, path, { account }) =>
		account.collection(`${card}/custom_fields/groups`).has(value) ? [] : notAChoice(path);
};

/** Keys that not every owner's fields have. */
const ONLY_ON: Record<string, string[]> = {
	group_id: ['leads', 'contacts', 'companies', 'customers', 'catalogs'],
	is_api_only: ['leads', 'contacts', 'companies'],
	required_statuses: ['leads', 'contacts', 'companies', 'customers'],
	hidden_statuses: ['leads'],
	settings: ['catalogs'],
	is_visible: ['catalogs'],
	is_required: ['catalogs'],
};

export function fieldsFor(call: ApiCall, owner: FieldOwner): Fields {
	const all: Fields = {
		type: { check: choice(...typesOn(owner.kind)), required: 'create', only: 'create' },
		name: { check: text({ min: 1 }), required: 'create' },
		code: orNull(text({ min: 1 })),
		sort: integer(),
		group_id: orNull(groupOf(cardOf(call, owner))),
		is_api_only: flag,
		is_visible: flag,
		is_required: flag,
		required_statuses: orNull(listOf(statusRef)),
		hidden_statuses: orNull(listOf(statusRef)),
		settings: fine,
		remind: orNull(choice('never', 'day', 'week', 'month')),
		enums: orNull(listOf(enumOption)),
		nested: orNull(listOf(branch)),
		chained_lists: orNull(listOf(chainedList)),
		tracking_callback: orNull(text()),
		search_in: orNull(pattern(/^(\d+|contacts|companies|contacts_and_companies)$/)),
		currency: orNull(pattern(/^[A-Z]{3}$/)),
	};
	return pickBy(all, (_rule, key) => ONLY_ON[key]?.includes(owner.kind) ?? true);
}

/** Keys that belong to types, and those of them that a new field of the type can't do without. */
const OF_TYPE: Record<string, { has(type: string): boolean; isNeeded: boolean }> = {
	enums: { has: (type) => VALUE_KINDS[type].hasEnums === true, isNeeded: true },
	remind: { has: (type) => type === 'birthday', isNeeded: false },
	nested: { has: (type) => type === 'category', isNeeded: false },
	tracking_callback: { has: (type) => type === 'tracking_data', isNeeded: false },
	chained_lists: { has: (type) => type === 'chained_list', isNeeded: true },
	search_in: { has: (type) => type === 'linked_entity', isNeeded: true },
	currency: { has: (type) => type === 'monetary', isNeeded: true },
};

const isNothing = (value: unknown) =>
	value === undefined || value === null || (Array.isArray(value) && value.length === 0);

function misplaced(type: string, value: Record<string, unknown>, isNew: boolean): Problem[] {
	return Object.entries(OF_TYPE).flatMap(([key, { has, isNeeded }]) => {
		if (!has(type)) {
			return isNothing(value[key]) ? [] : notExpected(key);
		}
		return isNew && isNeeded && isNothing(value[key]) ? missing(key) : [];
	});
}

/** Ids of options are those that the field has. */
function strangers(key: 'enums' | 'nested', value: Record<string, unknown>, field?: Model) {
	const known = ((field as CustomField | undefined)?.[key] ?? []) as EnumOption[];
	return ((value[key] ?? []) as Array<Partial<EnumOption>>).flatMap(({ id }, index) =>
		id === undefined || known.some((option) => option.id === id)
			? []
			: notAChoice(`${key}.${index}.id`),
	);
}

/** What no single key can tell; codes name one field. */
export function definitionProblems(
	call: ApiCall,
	owner: FieldOwner,
	{ value }: Item,
	field?: Model,
): Problem[] {
	const isTaken = call.account
		.fields(cardOf(call, owner))
		.some(({ id, code }) => code !== null && code === value.code && id !== field?.id);
	return [
		...(isTaken ? notAChoice('code') : []),
		...misplaced(String(value.type ?? field?.type), value, !field),
		...strangers('enums', value, field),
		...strangers('nested', value, field),
	];
}
