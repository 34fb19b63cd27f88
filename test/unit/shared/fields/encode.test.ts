import type { IDataObject } from 'n8n-workflow';

import type { FieldDefinition } from '../../../../nodes/shared/fields/definition';
import type { Platform } from '../../../../nodes/shared/address';
import {
	assignFields,
	encodeCard,
	type EmptyValues,
	type Given,
} from '../../../../nodes/shared/fields/encode';
import { textField, type NativeField } from '../../../../nodes/shared/fields/native';
import { lead } from '../../../../nodes/AmoCrm/resources/lead';
import { contact } from '../../../../nodes/AmoCrm/resources/contact';
import { customer } from '../../../../nodes/AmoCrm/resources/customer';
import { segment } from '../../../../nodes/AmoCrm/resources/segment';
import { simplifyCard } from '../../../../nodes/shared/fields/simplify';
import { problemOf } from '../../support/problem';

const ACCOUNT = 'firm.amocrm.ru';

const NATIVE = [textField('name', 'Name')];

const DEFINITIONS: FieldDefinition[] = [
	{ id: 1, name: 'Phone', code: 'PHONE', type: 'multitext', enums: [{ id: 5, value: 'WORK' }] },
	{ id: 2, name: 'Size', type: 'text' },
	{ id: 3, name: 'Size', type: 'numeric' },
	{ id: 4, name: 'Margin', type: 'numeric', is_computed: true },
];

interface How {
	isNew?: boolean;
	from?: Given['from'];
	emptyValues?: EmptyValues;
	native?: NativeField[];
	platform?: Platform;
}

const encode = (
	values: IDataObject,
	{ isNew = false, from = 'item', emptyValues = 'leave', native = NATIVE, platform }: How = {},
) => {
	const assigned = assignFields({ values, from }, native, DEFINITIONS, ACCOUNT);
	const zones = { zone: 'Europe/Moscow', accountZone: 'America/Sao_Paulo' };
	const context = { isNew, emptyValues, platform: platform ?? 'amocrm', ...zones };
	return encodeCard(assigned, context).body;
};

const READ = {
	id: 11,
	name: 'A',
	custom_fields_values: [
		{
			field_id: 1,
			field_name: 'Phone',
			field_type: 'multitext',
			values: [{ value: '+7', enum_id: 5, enum_code: 'WORK' }],
		},
		{ field_id: 2, field_name: 'Size', field_type: 'text', values: [{ value: 'Big' }] },
		{ field_id: 3, field_name: 'Size', field_type: 'numeric', values: [{ value: '7' }] },
		{ field_id: 4, field_name: 'Margin', field_type: 'numeric', values: [{ value: '9' }] },
		{ field_id: 99, field_name: 'Gone', field_type: 'text', values: [{ value: 'x' }] },
	],
};

const WRITTEN = {
	name: 'A',
	custom_fields_values: [
		{ field_id: 1, values: [{ value: '+7', enum_code: 'WORK' }] },
		{ field_id: 2, values: [{ value: 'Big' }] },
		{ field_id: 3, values: [{ value: '7' }] },
	],
};

it.each([
	['as amoCRM shows it', READ],
	['simplified', simplifyCard(READ)],
])('a card is written back as it was read: %s', (_form, card) => {
	expect(encode(card)).toEqual(WRITTEN);
});

it('what stands beside the fields that were read wins', () => {
	const { custom_fields_values: written } = encode({ ...simplifyCard(READ), PHONE: '+8' });
	expect(written).toContainEqual({ field_id: 1, values: [{ value: '+8', enum_code: 'WORK' }] });
	expect(written).toHaveLength(3);
});

it.each([['cf_3'], ['Size (3)']])('finds one of two fields of the same name by "%s"', (name) => {
	expect(encode({ [name]: 7 })).toEqual({
		custom_fields_values: [{ field_id: 3, values: [{ value: '7' }] }],
	});
});

it('asks which of two fields of the same name is meant', async () => {
	const problem = await problemOf(() => encode({ Size: 7 }));
	expect(problem.message).toBe('The account firm.amocrm.ru has 2 fields "Size".');
	expect(problem.details.hint).toBe('Say which: "Size (2)" or "Size (3)".');
});

/** Every native field that can be empty, and what empties it; the others must be refused by name. */
const CLEARED: Record<string, IDataObject> = {
	first_name: { first_name: '' },
	last_name: { last_name: '' },
	tags: { _embedded: { tags: null } },
	loss_reason_id: { loss_reason_id: null },
	closed_at: { closed_at: null },
};

const NATIVES = [lead, contact, customer].flatMap(({ native }) =>
	native.map((field) => [field.id, field] as const),
);

const EMPTY: Array<[value: null | string | never[]]> = [[null], [''], ['  '], [[]]];

describe.each(EMPTY)('an empty value, %j', (value) => {
	it.each(NATIVES)('leaves %s alone unless it is to be cleared', async (id, field) => {
		const given = { [id]: value };
		const native = [field];
		for (const from of ['form', 'item'] as const) {
			expect(encode(given, { native, from })).toEqual({});
			expect(encode(given, { native, from, isNew: true, emptyValues: 'clear' })).toEqual({});
			const how: How = { native, from, emptyValues: 'clear' };
			if (CLEARED[id]) expect(encode(given, how)).toEqual(CLEARED[id]);
			else {
				const { message } = await problemOf(() => encode(given, how));
				expect(message).toBe(`amoCRM does not let "${field.displayName}" be empty.`);
			}
		}
	});

	it.each(DEFINITIONS.filter(({ is_computed }) => !is_computed).map(({ id }) => [id]))(
		'leaves the custom field %d alone unless it is to be cleared',
		(id) => {
			const given = { [`cf_${id}`]: value };
			for (const from of ['form', 'item'] as const) {
				expect(encode(given, { from })).toEqual({});
				expect(encode(given, { from, isNew: true, emptyValues: 'clear' })).toEqual({});
				expect(encode(given, { from, emptyValues: 'clear' })).toEqual({
					custom_fields_values: [{ field_id: id, values: null }],
				});
			}
		},
	);
});

it('a list whose every entry is empty is an empty value too', () => {
	expect(encode({ cf_2: [{ value: '' }] })).toEqual({});
	expect(encode({ cf_2: [{ value: '' }] }, { emptyValues: 'clear' })).toEqual({
		custom_fields_values: [{ field_id: 2, values: null }],
	});
});

it('links a new card in its body, and one that exists beside it', () => {
	const values = { contact_id: '77', company_id: 88 };
	const assigned = assignFields({ values, from: 'form' }, lead.native, [], ACCOUNT);
	const how = {
		emptyValues: 'leave',
		platform: 'amocrm',
		zone: 'UTC',
		accountZone: 'UTC',
	} as const;
	expect(encodeCard(assigned, { ...how, isNew: true })).toMatchObject({
		body: { _embedded: { contacts: [{ id: 77, is_main: true }], companies: [{ id: 88 }] } },
		links: [],
	});
	expect(encodeCard(assigned, { ...how, isNew: false })).toMatchObject({
		body: {},
		links: [
			{ to_entity_id: 77, to_entity_type: 'contacts', metadata: { is_main: true } },
			{ to_entity_id: 88, to_entity_type: 'companies' },
		],
	});
});

it('0 and false are values', () => {
	expect(encode({ price: 0, cf_3: 0 }, { native: lead.native })).toEqual({
		price: 0,
		custom_fields_values: [{ field_id: 3, values: [{ value: '0' }] }],
	});
});

describe('a card as it was read', () => {
	const asRead = (card: IDataObject, native = lead.native, platform?: Platform) =>
		encode({ ...card, custom_fields: {} }, { native, platform });

	it('is not read as native where a field of the account has the name of a native one', () => {
		const own = [{ id: 8, name: 'price', type: 'text' }];
		const values = { price: 5, custom_fields: { price: 'on request' } };
		const assigned = assignFields({ values, from: 'item' }, lead.native, own, ACCOUNT);
		expect(assigned.map(({ value }) => value)).toEqual(['on request', 5]);
		expect(assigned).toMatchObject([{ custom: { id: 8 } }, { native: { id: 'price' } }]);
	});

	it('is not read as a field of the account where amoCRM says it of the card itself', () => {
		const own = [{ id: 8, name: 'score', type: 'numeric' }];
		const values = { score: 3, custom_fields: { score: 7 } };
		const assigned = assignFields({ values, from: 'item' }, lead.native, own, ACCOUNT);
		expect(assigned).toMatchObject([{ value: 7, custom: { id: 8 } }]);
	});

	it('is one without fields of its own, too', () => {
		const own = [{ id: 8, name: 'group_id', type: 'numeric' }];
		const values = { name: 'A', group_id: 0, custom_fields_values: null };
		const assigned = assignFields({ values, from: 'item' }, lead.native, own, ACCOUNT);
		expect(assigned).toMatchObject([{ value: 'A', native: { id: 'name' } }]);
	});

	it('names its fields by their names, of which one may be the code of another', () => {
		const own = [
			{ id: 8, name: 'Job', code: 'POSITION', type: 'text' },
			{ id: 9, name: 'POSITION', type: 'text' },
		];
		const values = { custom_fields: { POSITION: 'left wing' } };
		const assigned = assignFields({ values, from: 'item' }, contact.native, own, ACCOUNT);
		expect(assigned).toMatchObject([{ value: 'left wing', custom: { id: 9 } }]);
	});

	it.each([
		[customer, { next_date: null, next_price: null, periodicity: null, status_id: null }],
		[customer, { segments: [] }],
		[segment, { available_products_price_types: [] }],
	])('is no wish to empty what it never had and amoCRM does not empty', ({ native }, card) => {
		const read = { ...card, custom_fields: {} };
		expect(encode(read, { native, emptyValues: 'clear' })).toEqual({});
	});

	it('is refused where somebody emptied what amoCRM does not empty', async () => {
		const card = { segments: '', custom_fields: {} };
		const how = { native: customer.native, emptyValues: 'clear' } as const;
		const { message } = await problemOf(() => encode(card, how));
		expect(message).toBe('amoCRM does not let "Segment IDs" be empty.');
	});

	// The documentation's samples of contacts name fields by their codes.
	it('may come from a program that names fields by code or name', () => {
		const custom_fields_values = [
			{ field_code: 'PHONE', values: [{ value: '+79000000001' }] },
			{ field_name: 'Size (3)', values: [{ value: 7 }] },
		];
		expect(encode({ custom_fields_values })).toEqual({
			custom_fields_values: [
				{ field_id: 1, values: [{ value: '+79000000001', enum_code: 'WORK' }] },
				{ field_id: 3, values: [{ value: '7' }] },
			],
		});
	});

	// Section H: both the id and the name, or the color, double a tag.
	it('gives a tag back by its id, else by its name', () => {
		const tags = [{ id: 5, name: 'VIP', color: null }, { name: 'New', color: 'EBEBEB' }, 'Old'];
		expect(asRead({ tags })).toEqual({
			tags_to_add: [{ id: 5 }, { name: 'New' }, { name: 'Old' }],
		});
	});

	// PHP#88: refused on a lead that is not lost.
	it.each([
		[143, { loss_reason_id: 9, status_id: 143 }],
		[142, { status_id: 142 }],
	])('gives the loss reason back where its stage is lost: %d', (status_id, body) => {
		expect(asRead({ status_id, loss_reason_id: 9 })).toEqual(body);
	});

	// amocrm-api-php, pull 620: what has minor units is the price.
	it.each<[IDataObject, IDataObject]>([
		[{ price: 10, price_with_minor_units: 10.5 }, { price: 10.5 }],
		[{ price: 12, price_with_minor_units: 10.5 }, { price: 12 }],
		[{ price: 10, price_with_minor_units: null }, { price: 10 }],
	])('keeps the cents of a price on Kommo: %j', (card, body) => {
		expect(asRead(card, lead.native, 'kommo')).toEqual(body);
	});

	// Brazil and Spain write a thousand so; money has no third decimal.
	it('asks which is meant where a point may divide thousands', async () => {
		const { message } = await problemOf(() => asRead({ price: '1.234' }, lead.native, 'kommo'));
		expect(message).toBe('The field "Price" cannot be "1.234".');
		expect(asRead({ price: 1.234 }, lead.native, 'kommo')).toEqual({ price: 1.234 });
	});

	it('takes no cents on amoCRM', async () => {
		const { message } = await problemOf(() => asRead({ price: '10.5' }));
		expect(message).toBe('The field "Price" cannot be "10.5".');
	});
});

it.each([
	['Hue', 'The account firm.amocrm.ru has no field "Hue".'],
	['cf_4', 'amoCRM computes the field "Margin" itself.'],
])(
	'a mapped field "%s" that cannot be written is refused, one of an item ignored',
	async (name, said) => {
		expect(encode({ [name]: 1 })).toEqual({});
		const { message } = await problemOf(() => encode({ [name]: 1 }, { from: 'form' }));
		expect(message).toBe(said);
	},
);
