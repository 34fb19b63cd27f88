import { get } from 'lodash';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { parameterReader } from '../../../nodes/AmoCrm/parameters';

/** Stands for n8n: tells for which item it was asked. */
function nodeWith(parameters: IDataObject) {
	const getNodeParameter = jest.fn((name: string, index: number, fallback?: unknown) => ({
		raw: get(parameters, name, fallback) as unknown,
		index,
	}));
	const functions = { getNode: () => ({ parameters }), getNodeParameter };
	const reader = parameterReader(functions as unknown as IExecuteFunctions);
	return {
		read: (index: number, name: string, fallback?: unknown) =>
			reader({ index, json: {} }, name, fallback),
		readOf: (json: IDataObject, name = 'name') => reader({ index: 7, json }, name),
		getNodeParameter,
	};
}

it.each([
	['a text', 'lead', 'name'],
	['a text with braces', 'Hello {{ $json.name }}', 'name'],
	['a locator', { __rl: true, mode: 'id', value: '5' }, 'name'],
	[
		'a part of a mapper',
		{ mappingMode: 'defineBelow', value: { a: '={{ 1 }}' } },
		'name.mappingMode',
	],
	['an empty list', [], 'name'],
	['null', null, 'name'],
])('asks n8n once for %s, which is the same for all items', (_what, value, name) => {
	const { read, getNodeParameter } = nodeWith({ name: value });
	expect(read(1, name)).toEqual({ raw: get({ name: value }, name), index: 1 });
	expect(read(2, name)).toBe(read(1, name));
	expect(getNodeParameter).toHaveBeenCalledTimes(1);
});

it.each([
	['an expression', '={{ $json.name + 1 }}', 'name'],
	['a text with one', '=Order {{ $json.name }}', 'name'],
	['a call', '={{ $json.name.trim() }}', 'name'],
	['a locator with one', { __rl: true, mode: 'id', value: '={{ $now }}' }, 'name'],
	['rows with one', { rows: [{ key: 'a' }, { key: '={{ 1 }}' }] }, 'name'],
	['the values of a mapper, one of which is one', { value: { a: 'x', b: '=y' } }, 'name.value'],
])('asks n8n for each item where there is %s', (_what, value, name) => {
	const { read } = nodeWith({ name: value });
	expect([read(1, name), read(2, name)]).toMatchObject([{ index: 1 }, { index: 2 }]);
});

it('gives each caller the fallback that it named for what the node does not have', () => {
	const { read } = nodeWith({});
	expect(read(1, 'missing', 'a')).toMatchObject({ raw: 'a' });
	expect(read(1, 'missing', 'b')).toMatchObject({ raw: 'b' });
});

it('asks again where n8n refused, so that each item gets its own error', () => {
	const { read, getNodeParameter } = nodeWith({ name: 'x' });
	getNodeParameter.mockImplementation((_name, index) => {
		throw new Error(`Invalid input [item ${index}]`);
	});
	expect(() => read(1, 'name')).toThrow('[item 1]');
	expect(() => read(2, 'name')).toThrow('[item 2]');
});

const json = {
	name: 'Order 1',
	'E-mail': 'a@example.com',
	имя: 'Анна',
	paid: false,
	price: 0,
	lines: [{ sku: 'x' }],
	empty: '',
	none: null,
};

describe('a reference to the input', () => {
	it.each([
		['={{ $json.name }}', 'Order 1'],
		['={{$json["name"]}}', 'Order 1'],
		["={{ $json['E-mail'] }}", 'a@example.com'],
		['={{ $json.имя }}', 'Анна'],
		['={{ $json.paid }}', false],
		['={{ $json.price }}', 0],
		['={{ $json.empty }}', ''],
		['={{ $json.lines[0].sku }}', 'x'],
		['={{ $json.lines.length }}', 1],
	])('is followed without n8n: %s', (expression, value) => {
		const { readOf, getNodeParameter } = nodeWith({ name: expression });
		expect(readOf(json)).toBe(value);
		expect(getNodeParameter).not.toHaveBeenCalled();
	});

	it('is followed in the middle of other values, which stay as they are', () => {
		const raw = { rows: [{ key: 'a', value: '={{ $json.name }}' }, { key: '={{ $json.price }}' }] };
		const { readOf } = nodeWith({ name: raw });
		const rows = [{ key: 'a', value: 'Order 1' }, { key: 0 }];
		expect(readOf(json)).toEqual({ rows });
		expect(readOf({ ...json, name: 'Order 2' })).toMatchObject({
			rows: [{ value: 'Order 2' }, {}],
		});
	});

	it.each([
		['leads nowhere', '={{ $json.nothing }}'],
		['leads through nothing', '={{ $json.nothing.deeper }}'],
		['leads to null', '={{ $json.none }}'],
		['leads to an object', '={{ $json.lines[0] }}'],
		['leads to a list', '={{ $json.lines }}'],
		['leads into a text', '={{ $json.name.length }}'],
		['names what every object has', '={{ $json.toString }}'],
		['names what every object is made by', '={{ $json["constructor"] }}'],
	])('is left to n8n where it %s', (_what, expression) => {
		const { readOf } = nodeWith({ name: expression });
		expect(readOf(json)).toEqual({ raw: expression, index: 7 });
	});
});

describe('references in a mapped form', () => {
	const form = (type: string) => ({
		fields: {
			mappingMode: 'defineBelow',
			value: { a: '={{ $json.a }}', b: null },
			schema: [
				{ id: 'a', type },
				{ id: 'b', type: 'string' },
			],
		},
	});

	it.each([
		['number', '1500', 1500],
		['boolean', 'true', true],
		['string', 12, 12],
	])('take the type of the field, as n8n has it: %s', (type, given, value) => {
		const { readOf, getNodeParameter } = nodeWith(form(type));
		expect(readOf({ a: given }, 'fields.value')).toEqual({ a: value, b: undefined });
		expect(getNodeParameter).not.toHaveBeenCalled();
	});

	it('are left to n8n where a value does not fit, for it says so in its own words', () => {
		const { readOf, getNodeParameter } = nodeWith(form('number'));
		readOf({ a: 'many' }, 'fields.value');
		expect(getNodeParameter).toHaveBeenCalledWith('fields.value', 7, undefined);
	});

	it('are left to n8n where a required value is empty', () => {
		const parameters = form('number');
		Object.assign(parameters.fields.schema[1], { required: true });
		const { readOf, getNodeParameter } = nodeWith(parameters);
		readOf({ a: 1 }, 'fields.value');
		expect(getNodeParameter).toHaveBeenCalled();
	});
});
