import { get } from 'lodash';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { parameterReader } from '../../../nodes/AmoCrm/parameters';

/** Stands for n8n: tells for which item it was asked. */
function nodeWith(parameters: IDataObject, type = 'x.amoCrm') {
	const getNodeParameter = jest.fn((name: string, index: number, fallback?: unknown) => ({
		raw: get(parameters, name, fallback) as unknown,
		index,
	}));
	const functions = { getNode: () => ({ parameters, type }), getNodeParameter };
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
	expect([read(1, name), read(2, name)]).toEqual(
		[1, 2].map((index) => ({ raw: get({ name: value }, name) as unknown, index })),
	);
});

it('gives each caller the fallback that it named for what the node does not have', () => {
	const { read } = nodeWith({});
	expect(read(1, 'missing', 'a')).toEqual({ raw: 'a', index: 1 });
	expect(read(2, 'missing', 'b')).toEqual({ raw: 'b', index: 2 });
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
		expect(readOf({ ...json, name: 'Order 2' })).toEqual({
			rows: [{ key: 'a', value: 'Order 2' }, { key: 0 }],
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

it('references in a mapped form are followed as they are, without the types of its columns', () => {
	const value = { a: '={{ $json.a }}', b: null };
	const schema = [{ id: 'a', type: 'dateTime' }];
	const { readOf, getNodeParameter } = nodeWith({ fields: { value, schema } });
	expect(readOf({ a: '05.02.2026' }, 'fields["value"]')).toEqual({ a: '05.02.2026', b: null });
	expect(getNodeParameter).not.toHaveBeenCalled();
});

it('asks n8n what a reference of a tool means: its input is what the model gave', () => {
	const { readOf, getNodeParameter } = nodeWith({ name: '={{ $json.name }}' }, 'x.amoCrmTool');
	readOf(json);
	expect(getNodeParameter).toHaveBeenCalledWith('name', 7, undefined);
});
