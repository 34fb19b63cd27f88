import type { AccountState, CustomField, EnumOption } from '../state/account';
import type { Model } from '../state/collection';
import { fieldDefaults } from '../state/seed';
import type { Item } from './batch';
import {
	choice,
	existing,
	fine,
	flag,
	integer,
	listOf,
	missing,
	notAChoice,
	object,
	orNull,
	pattern,
	text,
	type Check,
	type Fields,
	type Problem,
} from './checks';
import { texts } from './filters';
import { typesOn, VALUE_KINDS } from './fieldValues';
import { refuse, self, type ApiCall, type Endpoint, type Present } from './kit';
import { resourceEndpoints } from './resource';

/** Definitions of custom fields and their groups. amocrm.ru/developers: crm/custom-fields. */
const enumOption = object({
	id: { check: integer({ min: 1 }), only: 'update' },
	value: { check: text({ min: 1 }), required: 'always' },
	sort: integer(),
	code: orNull(text()),
});

const statusRef = object({
	status_id: { check: integer(), required: 'always' },
	pipeline_id: { check: existing('leads/pipelines'), required: 'always' },
});

const groupOf = (card: string): Check => {
	return (value, path, { account }) =>
		account.collection(`${card}/custom_fields/groups`).has(value) ? [] : notAChoice(path);
};

const fieldsFor = (card: string): Fields => ({
	type: {
		check: choice(...typesOn(card)),
		required: 'create',
		only: 'create',
	},
	name: { check: text({ min: 1 }), required: 'create' },
	code: orNull(text({ min: 1 })),
	sort: integer(),
	group_id: orNull(groupOf(card)),
	is_api_only: flag,
	required_statuses: orNull(listOf(statusRef)),
	hidden_statuses: orNull(listOf(statusRef)),
	settings: fine,
	remind: orNull(choice('never', 'day', 'week', 'month')),
	enums: orNull(listOf(enumOption)),
	chained_lists: orNull(
		listOf(object({ title: text(), catalog_id: integer(), parent_catalog_id: orNull(integer()) })),
	),
	tracking_callback: orNull(text()),
	currency: orNull(pattern(/^[A-Z]{3}$/)),
});

/** Options belong to the types that have them, which need at least one; codes name one field. */
function alsoWrong(call: ApiCall, card: string, { value }: Item, field?: Model): Problem[] {
	const type = String(value.type ?? field?.type);
	const { hasEnums } = VALUE_KINDS[type];
	const options = value.enums as EnumOption[] | null | undefined;
	const isTaken = call.account
		.fields(card)
		.some((other) => other.code !== null && other.code === value.code && other.id !== field?.id);
	const strange = (options ?? []).findIndex(
		({ id }) =>
			id !== undefined && !(field as CustomField)?.enums?.some((known) => known.id === id),
	);
	return [
		...(isTaken ? notAChoice('code') : []),
		...(options && !hasEnums ? notAChoice('enums', 'This field was not expected.') : []),
		...(strange >= 0 ? notAChoice(`enums.${strange}.id`) : []),
		...(!field && hasEnums && !options?.length ? missing('enums') : []),
	];
}

function keepOptions(account: AccountState, options: unknown): EnumOption[] | null {
	if (!Array.isArray(options)) return null;
	return (options as Partial<EnumOption>[]).map(({ id, value, sort, code }, index) => ({
		id: id ?? account.ids.take('enum'),
		value: value ?? '',
		sort: sort ?? index,
		code: code ?? null,
	}));
}

function fieldEndpoints(card: string): Endpoint[] {
	const path = `/${card}/custom_fields`;
	const present: Present = (call, field) => ({
		...field,
		_links: self(call, `${path}/${String(field.id)}`),
	});
	return resourceEndpoints({
		path,
		key: 'custom_fields',
		missing: 404,
		present,
		// The page's introduction allows 50, its table 250: whoever follows `next` is right either way.
		list: { filters: { type: texts('type') }, orders: ['sort', 'id'], totals: true, pageCap: 50 },
		write: {
			fields: fieldsFor(card),
			adminOnly: true,
			status: { create: 201, update: 201 },
			also: (call, item, field) => alsoWrong(call, card, item, field),
			create: ({ account }, value) => ({
				...fieldDefaults(account.info.id, card),
				...value,
				id: account.ids.take('field'),
				enums: keepOptions(account, value.enums),
			}),
			update({ account }, field, value) {
				const { enums, ...others } = value;
				Object.assign(field, others);
				if (enums !== undefined) field.enums = keepOptions(account, enums);
			},
		},
		remove(_call, field) {
			if (field.is_deletable === false) throw refuse(403, 'This field can not be deleted');
		},
	});
}

function groupEndpoints(card: string): Endpoint[] {
	const path = `/${card}/custom_fields/groups`;
	const present: Present = (call, group) => ({
		...group,
		fields: call.account
			.fields(card)
			.filter((field) => field.group_id === group.id)
			.map(({ id }) => id),
		_links: self(call, `${path}/${String(group.id)}`),
	});
	return resourceEndpoints({
		path,
		key: 'custom_field_groups',
		idPattern: ':id*',
		missing: 404,
		present,
		list: { totals: true },
	});
}

export const customFieldEndpoints: Endpoint[] = [
	'leads',
	'contacts',
	'companies',
	'customers',
].flatMap((card) => [...fieldEndpoints(card), ...groupEndpoints(card)]);
