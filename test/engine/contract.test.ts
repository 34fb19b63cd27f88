import { difference } from 'lodash';
import type { INodeProperties } from 'n8n-workflow';

import { promisesOf } from '../../tools/contract/contract';
import { readContract, shippedTypes } from '../../tools/contract/contractFiles';

describe('saved workflows and credentials', () => {
	it('find every parameter, value, default and address that they were made with', async () => {
		const types = await shippedTypes();
		expect(types.length).toBeGreaterThan(0);
		for (const type of types) {
			const given = await readContract(type.name);
			expect(difference(given, promisesOf(type))).toEqual([]);
		}
	});

	it('are promised all that there is: `npm run contract` adds it', async () => {
		for (const type of await shippedTypes()) {
			const given = await readContract(type.name);
			expect(difference(promisesOf(type), given)).toEqual([]);
		}
	});
});

describe('what is promised', () => {
	const limit: INodeProperties = {
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		displayOptions: { show: { resource: ['lead', 'task'], operation: ['getAll'] } },
	};

	it('is said for each operation that shows a parameter', () => {
		expect(promisesOf({ properties: [limit] })).toEqual([
			'lead getAll | limit: number, default 50',
			'task getAll | limit: number, default 50',
		]);
	});

	it('is the values of choices, the modes of locators, and what collections hold', () => {
		const order = {
			displayName: 'Order',
			name: 'order',
			type: 'options' as const,
			default: 'asc',
			options: [{ name: 'Ascending', value: 'asc' }],
		};
		const lead = {
			displayName: 'Lead',
			name: 'lead',
			type: 'resourceLocator' as const,
			default: { mode: 'id', value: '' },
			modes: [{ displayName: 'By ID', name: 'id', type: 'string' as const }],
		};
		const options = {
			displayName: 'Options',
			name: 'options',
			type: 'collection' as const,
			default: {},
			options: [order],
		};
		expect(promisesOf({ properties: [lead, options] })).toEqual([
			'lead by id',
			'lead: resourceLocator, default {"mode":"id","value":""}',
			'options.order = asc',
			'options.order: options, default "asc"',
			'options: collection, default {}',
		]);
	});

	it('is not what n8n never saves', () => {
		const notice = {
			displayName: 'Read this',
			name: 'notice',
			type: 'notice' as const,
			default: '',
		};
		expect(promisesOf({ properties: [notice] })).toEqual([]);
	});
});
