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
	return {
		read: parameterReader(functions as unknown as IExecuteFunctions),
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
	['an expression', '={{ $json.name }}', 'name'],
	['a locator with one', { __rl: true, mode: 'id', value: '={{ $json.id }}' }, 'name'],
	['rows with one', { rows: [{ key: 'a' }, { key: '={{ $json.key }}' }] }, 'name'],
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
