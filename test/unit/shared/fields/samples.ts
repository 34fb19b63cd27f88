import type { FieldDefinition } from '../../../../nodes/shared/fields/definition';
import type { FieldValue } from '../../../../nodes/shared/fields/kind';

/** A field of one type, as it is read, simplified and written. */
export interface Sample {
	type: string;
	/** A card that can have it. */
	on: string;
	/** As amoCRM shows it. */
	read: FieldValue[];
	simple: unknown;
	/** As amoCRM takes it. */
	written: FieldValue[];
	enums?: FieldDefinition['enums'];
	nested?: FieldDefinition['nested'];
}

const plain = (type: string, on: string, value: unknown, simple = value): Sample => ({
	type,
	on,
	read: [{ value }],
	simple,
	written: [{ value }],
});

const COLOURS = [
	{ id: 17, value: 'Red', code: 'RED' },
	{ id: 19, value: 'Blue', code: null },
];

const RED = { value: 'Red', enum_id: 17, enum_code: 'RED' };

const chosen = (type: string): Sample => ({
	type,
	on: 'leads',
	enums: COLOURS,
	read: [RED],
	simple: 'Red',
	written: [{ enum_id: 17 }],
});

const FIRM = {
	name: 'Horns and Hooves',
	entity_type: 1,
	vat_id: '123123123',
	tax_registration_reason_code: 213,
	kpp: null,
};

const ITEM = {
	sku: '34N4124',
	product_id: null,
	description: 'Goods',
	unit_price: 10,
	unit_type: 'pcs',
	quantity: 5,
	discount: { type: 'amount', value: 25 },
	vat_rate_id: 18,
	vat_rate_value: 0,
	bonus_points_per_purchase: 0,
	external_uid: '',
	metadata: [],
};

/** What amoCRM adds to an item, and does not take back. */
const RECALCULATED = {
	is_discount_recalculated: false,
	is_total_sum_recalculated: false,
	total_sum: 25,
};

const CHAIN = [
	{ catalog_id: 1001, catalog_element_id: 12235 },
	{ catalog_id: 1007, catalog_element_id: 12243 },
];

const FILE = {
	file_uuid: '3b454645-5c7f-4539-9ef9-0dd1b3638dad',
	version_uuid: '13db6652-b3ed-4fff-aed8-0c6f3c43b887',
	file_name: 'wiki.odt',
	file_size: 20763,
};

/** After the examples of amocrm.ru/developers: crm/custom-fields, crm/catalogs-api. */
export const SAMPLES: Sample[] = [
	plain('text', 'leads', 'A value'),
	plain('textarea', 'leads', 'Line 1\nLine 2'),
	plain('streetaddress', 'leads', 'Moscow, Nikoloyamskaya 28/60'),
	plain('url', 'leads', 'https://www.amocrm.ru/'),
	plain('tracking_data', 'leads', 'ads'),
	plain('numeric', 'leads', '1.5', 1.5),
	plain('monetary', 'leads', '100', 100),
	plain('price', 'catalogs/9', '100', 100),
	plain('checkbox', 'leads', true),
	plain('date', 'leads', 1577836800, '2020-01-01'),
	plain('birthday', 'contacts', 1586476800, '2020-04-10'),
	plain('date_time', 'leads', 1591965296, '2020-06-12T12:34:56Z'),
	chosen('select'),
	chosen('radiobutton'),
	{
		type: 'multiselect',
		on: 'leads',
		enums: COLOURS,
		read: [RED, { value: 'Blue', enum_id: 19, enum_code: null }],
		simple: ['Red', 'Blue'],
		written: [{ enum_id: 17 }, { enum_id: 19 }],
	},
	{
		type: 'category',
		on: 'catalogs/9',
		nested: [
			{ id: 197, value: 'Phones' },
			{ id: 215, value: 'Smartphones' },
		],
		read: [{ value: 'Smartphones', enum_id: 215 }],
		simple: 'Smartphones',
		written: [{ enum_id: 215 }],
	},
	{
		type: 'multitext',
		on: 'contacts',
		enums: [
			{ id: 48224, value: 'WORK' },
			{ id: 48232, value: 'HOME' },
		],
		read: [
			{ value: '+79121234567', enum_id: 48224, enum_code: 'WORK' },
			{ value: '+74991234567', enum_id: 48232, enum_code: 'HOME' },
		],
		simple: [
			{ value: '+79121234567', kind: 'WORK' },
			{ value: '+74991234567', kind: 'HOME' },
		],
		written: [
			{ value: '+79121234567', enum_code: 'WORK' },
			{ value: '+74991234567', enum_code: 'HOME' },
		],
	},
	{
		type: 'smart_address',
		on: 'contacts',
		read: [
			{ value: 'Nikoloyamskaya 28/60', enum_id: 1, enum_code: 'address_line_1' },
			{ value: 'Moscow', enum_id: 3, enum_code: 'city' },
			{ value: '109004', enum_id: 5, enum_code: 'zip' },
			{ value: 'RU', enum_id: 6, enum_code: 'country' },
		],
		simple: {
			address_line_1: 'Nikoloyamskaya 28/60',
			city: 'Moscow',
			zip: '109004',
			country: 'RU',
		},
		written: [
			{ value: 'Nikoloyamskaya 28/60', enum_code: 'address_line_1' },
			{ value: 'Moscow', enum_code: 'city' },
			{ value: '109004', enum_code: 'zip' },
			{ value: 'RU', enum_code: 'country' },
		],
	},
	{ ...plain('legal_entity', 'companies', FIRM), simple: [FIRM] },
	{
		type: 'items',
		on: 'catalogs/9',
		read: [{ value: { ...ITEM, ...RECALCULATED } }],
		simple: [{ ...ITEM, ...RECALCULATED }],
		written: [{ value: ITEM }],
	},
	plain('linked_entity', 'catalogs/9', {
		name: 'Goods 1',
		entity_id: 527597,
		entity_type: 'catalog_elements',
		catalog_id: 6319,
	}),
	{ type: 'chained_list', on: 'leads', read: CHAIN, simple: CHAIN, written: CHAIN },
	{
		type: 'file',
		on: 'leads',
		// github.com/Krukov/amocrm_api, issue 118: what is read beside it is not taken back.
		read: [{ value: { ...FILE, is_deleted: false } }],
		simple: { ...FILE, is_deleted: false },
		written: [{ value: FILE }],
	},
	plain('payer', 'catalogs/9', { name: 'Ivan', address: 'Moscow, 1', type: 'individual' }),
	plain('supplier', 'catalogs/9', { entity_id: 521717 }),
];

/** The definition of a sample's field. */
export const fieldOf = ({ type, enums, nested }: Sample): FieldDefinition => ({
	id: 1,
	name: 'Field',
	type,
	enums,
	nested,
});
