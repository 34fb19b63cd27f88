import { outputSchema, type Schema } from '../../../tools/schemas/schema';

const keysOf = (...items: object[]) => outputSchema(items).properties;

it.each<[string, unknown, Schema]>([
	['a text', 'x', { type: 'string' }],
	['a whole number', 1, { type: 'integer' }],
	['a number', 1.5, { type: 'number' }],
	['yes or no', false, { type: 'boolean' }],
	['nothing', null, { type: 'null' }],
	['an empty list', [], { type: 'array' }],
	[
		'a list of things that differ',
		[{ a: 1 }, { a: null, b: 'x' }],
		{
			type: 'array',
			items: { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } },
		},
	],
])('says of %s what it is', (_title, value, schema) => {
	expect(keysOf({ key: value })).toEqual({ key: schema });
});

it.each<[string, object, object, Schema]>([
	['something over nothing', { key: null }, { key: 'x' }, { type: 'string' }],
	['any number over whole ones', { key: 1 }, { key: 1.5 }, { type: 'number' }],
	[
		'what is in a list over an empty one',
		{ key: [] },
		{ key: [1] },
		{ type: 'array', items: { type: 'integer' } },
	],
])('takes %s, whichever item comes first', (_title, one, other, schema) => {
	expect([keysOf(one, other), keysOf(other, one)]).toEqual([{ key: schema }, { key: schema }]);
});
