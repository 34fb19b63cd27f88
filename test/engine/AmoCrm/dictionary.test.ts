import type { INodeParameters } from 'n8n-workflow';

import { Account, listSearch, locator } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

/** Things of the account that are made one after another and changed each at its own address. */
const dictionaries = [
	{
		resource: 'pipeline',
		path: '/api/v4/leads/pipelines',
		collection: 'pipelines',
		words: 'pipeline',
		paging: {},
		parents: {},
		needed: { name: 'A', sort: 10, isMain: false, isUnsortedOn: true },
		sent: { name: 'A', sort: 10, is_main: false, is_unsorted_on: true },
	},
	{
		resource: 'stage',
		path: '/api/v4/leads/pipelines/7/statuses',
		collection: 'statuses',
		words: 'stage',
		paging: {},
		parents: { pipeline: locator('id', 7) },
		needed: { name: 'A', sort: 10 },
		sent: { name: 'A', sort: 10 },
	},
	{
		resource: 'lossReason',
		path: '/api/v4/leads/loss_reasons',
		collection: 'loss_reasons',
		words: 'loss reason',
		paging: { page: '1', limit: '50' },
		parents: {},
		needed: { name: 'A' },
		sent: { name: 'A' },
	},
	{
		resource: 'role',
		path: '/api/v4/roles',
		collection: 'roles',
		words: 'role',
		paging: { page: '1', limit: '50' },
		parents: {},
		needed: { name: 'A' },
		sent: { name: 'A' },
	},
	{
		resource: 'customerStatus',
		path: '/api/v4/customers/statuses',
		collection: 'statuses',
		words: 'customer status',
		paging: {},
		parents: {},
		needed: { name: 'A', sort: 10 },
		sent: { name: 'A', sort: 10 },
	},
];

const own = (resource: string): INodeParameters => ({
	[resource]: locator('id', '={{ $json.id }}'),
});

describe.each(dictionaries)('$resource: create', (each) => {
	const { resource, path, collection, parents, needed, sent } = each;

	it('makes those of all items in one request', async () => {
		const account = new Account();
		account.api
			.post(path, [
				{ ...sent, request_id: '0' },
				{ ...sent, request_id: '1' },
			])
			.reply(200, {
				_links: { self: { href: 'x' } },
				_embedded: {
					[collection]: [
						{ id: 12, request_id: '1' },
						{ id: 11, request_id: '0' },
					],
				},
			});

		const output = await outputOf(
			account,
			[resource, 'create'],
			{ ...parents, ...needed },
			{ input: [{ json: {} }, { json: {} }] },
		);

		expect(output).toEqual([{ id: 11 }, { id: 12 }]);
	});
});

describe.each(dictionaries)('$resource: get', ({ resource, path, parents, words }) => {
	it('reads one', async () => {
		const account = new Account();
		account.api
			.get(`${path}/11`)
			.reply(200, { id: 11, name: 'A', _links: {}, _embedded: { inner: [{ id: 1, _links: {} }] } });

		const output = await outputOf(
			account,
			[resource, 'get'],
			{ ...parents, ...own(resource) },
			{ input: [{ json: { id: 11 } }] },
		);

		expect(output).toEqual([{ id: 11, name: 'A', inner: [{ id: 1 }] }]);
	});

	it('says so where there is none', async () => {
		const account = new Account();
		account.api.get(`${path}/11`).reply(404, { status: 404 });

		const run = await runAction(account, [resource, 'get'], {
			...parents,
			[resource]: locator('id', 11),
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no ${words} 11.`,
		);
	});
});

describe.each(dictionaries)('$resource: getAll', (each) => {
	const { resource, path, collection, parents, paging } = each;

	it('reads the list', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query(paging)
			.reply(200, { _embedded: { [collection]: [{ id: 11, _links: {} }, { id: 12 }] } });

		expect(await outputOf(account, [resource, 'getAll'], parents)).toEqual([
			{ id: 11 },
			{ id: 12 },
		]);
	});

	it('is what the editor offers', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query(true)
			.reply(200, {
				_embedded: {
					[collection]: [
						{ id: 11, name: 'First' },
						{ id: 12, name: 'Second' },
					],
				},
			});

		const found = await listSearch(
			{
				type: nodeType('amoCrm'),
				parameters: { authentication: 'token', resource, operation: 'get', ...parents },
				credentials: account.credentials,
			},
			`search_${resource}`,
			'sec',
		);

		expect(found.results).toEqual([{ name: 'Second', value: '12' }]);
	});
});

describe.each(dictionaries)('$resource: update', ({ resource, path, parents, words }) => {
	it('changes each at its own address', async () => {
		const account = new Account();
		account.api.patch(`${path}/11`, { name: 'B' }).reply(200, { id: 11, request_id: '0' });
		account.api.patch(`${path}/12`, { name: 'B' }).reply(404, { status: 404 });

		const output = await outputOf(
			account,
			[resource, 'update'],
			{ ...parents, ...own(resource), updateFields: { name: 'B' } },
			{ input: [{ json: { id: 11 } }, { json: { id: 12 } }], onError: 'continueRegularOutput' },
		);

		expect(output).toMatchObject([
			{ id: 11 },
			{ error: `The account ${account.domain} has no ${words} 12.` },
		]);
	});
});

describe.each(dictionaries)('$resource: delete', ({ resource, path, parents }) => {
	it('says which was deleted', async () => {
		const account = new Account();
		account.api.delete(`${path}/11`, (body) => body === '').reply(204);

		const run = await runAction(
			account,
			[resource, 'delete'],
			{ ...parents, ...own(resource) },
			{ input: [{ json: { id: 11 } }] },
		);

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { deleted: true, id: 11 }, pairedItem: { item: 0 } },
		]);
	});
});

describe('pipeline: create', () => {
	it('says nothing of what nobody touched in the row of a stage, and says a 0 that was chosen', async () => {
		const account = new Account();
		const pipeline = { name: 'Sales', sort: 1, is_main: false, is_unsorted_on: false };
		account.api
			.post('/api/v4/leads/pipelines', [
				{
					...pipeline,
					_embedded: {
						statuses: [
							{ name: 'New', color: '#fffeb2' },
							{ name: 'Paid', sort: 0, color: '#fffeb2' },
						],
					},
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { pipelines: [{ id: 7, request_id: '0' }] } });

		const run = await runAction(account, ['pipeline', 'create'], {
			name: 'Sales',
			sort: 1,
			additionalFields: { statuses: { rows: [{ name: 'New' }, { name: 'Paid', sort: '0' }] } },
		});

		expect(run.error).toBeUndefined();
	});

	it('takes its stages along', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/pipelines', [
				{
					name: 'Sales',
					sort: 1,
					is_main: false,
					is_unsorted_on: false,
					_embedded: {
						statuses: [
							{ name: 'New', sort: 10, color: '#fffeb2' },
							{ name: 'Paid', sort: 20, color: '#87f2c0' },
						],
					},
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { pipelines: [{ id: 7, request_id: '0' }] } });

		const output = await outputOf(account, ['pipeline', 'create'], {
			name: 'Sales',
			sort: 1,
			additionalFields: {
				statuses: {
					rows: [
						{ name: 'New', sort: 10, color: '#fffeb2' },
						{ name: 'Paid', sort: 20, color: '#87f2c0' },
					],
				},
			},
		});

		expect(output).toEqual([{ id: 7 }]);
	});
});
