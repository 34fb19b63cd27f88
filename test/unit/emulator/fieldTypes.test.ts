import { applyFieldList, fieldList } from '../../../emulator/api/fieldList';
import { typesOn } from '../../../emulator/api/fieldValues';
import { AccountState, type EnumOption } from '../../../emulator/state/account';
import { Ids } from '../../../emulator/state/ids';
import { fieldDefaults } from '../../../emulator/state/seed';
import type { Account } from '../../../emulator/types';
import { SAMPLES, type Sample } from '../shared/fields/samples';

type Field = Pick<Sample, 'type' | 'on' | 'enums' | 'nested'>;

/** Writes values into the one field of a new card, without an endpoint in between. */
function write({ type, on, enums = null, nested = null }: Field, values: unknown) {
	const account = new AccountState({ id: 1 } as Account, new Ids());
	account.collection(`${on}/custom_fields`).insert({
		...fieldDefaults(1, on),
		id: 1,
		type,
		enums: enums as EnumOption[] | null,
		nested: nested as EnumOption[] | null,
	});
	const list = [{ field_id: 1, values }];
	const problems = fieldList(on)(list, 'values', { account, mode: 'create' });
	const card = { id: 5, custom_fields_values: null as unknown };
	if (problems.length === 0) applyFieldList(account, on, card, list);
	const [held] = (card.custom_fields_values ?? []) as Array<{ values: unknown }>;
	return { problems: problems.map(({ code, path }) => `${code} ${path}`), shown: held?.values };
}

it.each(SAMPLES)('$type is taken, and shown as in the documentation', (sample) => {
	expect(typesOn(sample.on)).toContain(sample.type);
	expect(write(sample, sample.written)).toEqual({ problems: [], shown: sample.read });
});

const item = { description: 'Goods', unit_price: 10, quantity: 5 };

it.each<[type: string, values: unknown, complaint: string]>([
	['price', [{ value: 'cheap' }], 'InvalidType values.0.values.0.value'],
	['category', [{ enum_id: 1 }], 'NotSupportedChoice values.0.values.0.enum_id'],
	[
		'items',
		[{ value: { ...item, total_sum: 50 } }],
		'FieldNotExpected values.0.values.0.value.total_sum',
	],
	[
		'items',
		[{ value: { ...item, unit_price: '10' } }],
		'InvalidType values.0.values.0.value.unit_price',
	],
	['payer', [{ value: { address: 'x' } }], 'FieldMissing values.0.values.0.value.name'],
	['payer', [{ value: { entity_id: 1 } }], 'FieldMissing values.0.values.0.value.entity_type'],
	[
		'supplier',
		[{ value: { entity_id: 1, name: 'x' } }],
		'FieldNotExpected values.0.values.0.value.name',
	],
	[
		'linked_entity',
		[{ value: { entity_id: 1, entity_type: 'leads' } }],
		'NotSupportedChoice values.0.values.0.value.entity_type',
	],
	['file', [{ value: { file_name: 'x' } }], 'FieldMissing values.0.values.0.value.file_uuid'],
	[
		'supplier',
		[{ value: { entity_id: 1 } }, { value: { entity_id: 2 } }],
		'TooHigh values.0.values',
	],
])('%s refuses %j', (type, values, complaint) => {
	expect(write({ type, on: 'catalogs/9' }, values).problems).toEqual([complaint]);
});

it('takes at most five links of a chained list', () => {
	const values = Array.from({ length: 6 }, () => ({ catalog_id: 1, catalog_element_id: 2 }));
	expect(write({ type: 'chained_list', on: 'leads' }, values).problems).toHaveLength(1);
});

it('takes off a discount in percent', () => {
	const value = { ...item, discount: { type: 'percentage', value: 20 } };
	const { shown } = write({ type: 'items', on: 'catalogs/9' }, [{ value }]);
	expect(shown).toMatchObject([{ value: { total_sum: 40 } }]);
});

const EVERYWHERE = 'leads contacts companies customers catalogs/9 customers/segments';

it.each([
	['text textarea streetaddress numeric url checkbox date date_time', EVERYWHERE],
	['select radiobutton multiselect', EVERYWHERE],
	['birthday smart_address legal_entity', 'leads contacts companies'],
	['price category items linked_entity payer supplier', 'catalogs/9'],
	['tracking_data', 'leads'],
	['chained_list', 'leads customers'],
	['monetary', 'leads contacts companies customers'],
	['file', 'leads contacts companies customers catalogs/9'],
	['multitext', 'contacts companies'],
])('%s: fields of %s', (types, cards) => {
	for (const type of types.split(' ')) {
		const having = EVERYWHERE.split(' ').filter((card) => typesOn(card).includes(type));
		expect(having).toEqual(cards.split(' '));
	}
});
