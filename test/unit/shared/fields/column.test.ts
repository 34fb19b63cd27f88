import { columnsOf } from '../../../../nodes/shared/fields/column';
import { columnId, type FieldDefinition } from '../../../../nodes/shared/fields/definition';
import { kindOf } from '../../../../nodes/shared/fields/types';
import { fieldOf, SAMPLES } from './samples';

const shownAs = (fields: FieldDefinition[]) =>
	columnsOf(fields, columnId).map(({ column: { id, displayName, type, options, readOnly } }) => ({
		id,
		displayName,
		type,
		options: options?.map(({ value }) => value),
		readOnly,
	}));

it('offers the options of a list and of a tree, and tells those of one name apart', () => {
	const other = { value: 'Other' };
	expect(
		shownAs([
			{ id: 1, name: 'Size', type: 'select', enums: [{ id: 21, value: 'Big' }] },
			{
				id: 2,
				name: 'Group',
				type: 'category',
				nested: [
					{ id: 31, ...other },
					{ id: 32, ...other },
				],
			},
		]),
	).toMatchObject([
		{ id: 'cf_1', type: 'options', options: ['Big'] },
		{ id: 'cf_2', type: 'options', options: ['Other (31)', 'Other (32)'] },
	]);
});

it('names fields of one name apart, and marks those that amoCRM computes', () => {
	expect(
		shownAs([
			{ id: 1, name: 'Size', type: 'text' },
			{ id: 2, name: 'Size', type: 'numeric', is_computed: true },
		]),
	).toMatchObject([
		{ displayName: 'Size (1)', type: 'string', readOnly: false },
		{ displayName: 'Size (2)', type: 'number', readOnly: true },
	]);
});

const FITS: Record<string, (simple: unknown) => boolean> = {
	string: () => true,
	number: (simple) => typeof simple === 'number',
	boolean: (simple) => typeof simple === 'boolean',
	dateTime: (simple) => typeof simple === 'string',
	options: (simple) => typeof simple === 'string',
	array: Array.isArray,
	object: (simple) => typeof simple === 'object' && !Array.isArray(simple),
};

it.each(SAMPLES)('the column of a $type lets its simplified value through', (sample) => {
	const { shown } = kindOf(fieldOf(sample).type);
	expect(FITS[shown](sample.simple)).toBe(true);
});
