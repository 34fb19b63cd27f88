import type { IDataObject } from 'n8n-workflow';

import type { FieldDefinition } from '../../../../nodes/shared/fields/definition';
import { encodeCard } from '../../../../nodes/shared/fields/encode';
import { textField } from '../../../../nodes/shared/fields/native';
import { simplifyCard } from '../../../../nodes/shared/fields/simplify';
import { problemOf } from '../../support/problem';

const DEFINITIONS: FieldDefinition[] = [
	{ id: 1, name: 'Phone', code: 'PHONE', type: 'multitext', enums: [{ id: 5, value: 'WORK' }] },
	{ id: 2, name: 'Size', type: 'text' },
	{ id: 3, name: 'Size', type: 'numeric' },
	{ id: 4, name: 'Margin', type: 'numeric', is_computed: true },
];

const encode = (
	values: IDataObject,
	{ isNew = false, onUnknown = 'ignore' as 'ignore' | 'refuse' } = {},
) => encodeCard(values, [textField('name', 'Name')], DEFINITIONS, { isNew, onUnknown });

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
	expect(problem.message).toBe('The account has 2 fields "Size".');
	expect(problem.details.hint).toBe('Say which: "Size (2)" or "Size (3)".');
});

it.each([[null], [''], [[]], [[{ value: '' }]]])('%j empties a field', (value) => {
	expect(encode({ cf_2: value })).toEqual({
		custom_fields_values: [{ field_id: 2, values: null }],
	});
	expect(encode({ cf_2: value }, { isNew: true })).toEqual({});
});

it.each([
	['Hue', 'The account has no field "Hue".'],
	['cf_4', 'amoCRM computes the field "Margin" itself.'],
])(
	'a mapped field "%s" that cannot be written is refused, one of an item ignored',
	async (name, said) => {
		expect(encode({ [name]: 1 })).toEqual({});
		const { message } = await problemOf(() => encode({ [name]: 1 }, { onUnknown: 'refuse' }));
		expect(message).toBe(said);
	},
);
