import type { INodeParameters } from 'n8n-workflow';

import { Account, listSearch, loadOptions, locator } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const owners = ['leads', 'customers/segments', 'catalogs/12'];

const path = '/api/v4/leads/custom_fields';

describe('customField: create', () => {
	it.each(owners)('makes fields of %s in one request', async (entity) => {
		const account = new Account();
		account.api
			.post(`/api/v4/${entity}/custom_fields`, [
				{ name: 'A', type: 'numeric', request_id: '0' },
				{ name: 'B', type: 'numeric', request_id: '1' },
			])
			.reply(201, {
				_total_items: 2,
				_embedded: {
					custom_fields: [
						{ id: 12, name: 'B', request_id: '1', _links: {} },
						{ id: 11, name: 'A', request_id: '0', _links: {} },
					],
				},
			});

		const output = await outputOf(
			account,
			['customField', 'create'],
			{ entity, name: '={{ $json.name }}', type: 'numeric' },
			{ input: [{ json: { name: 'A' } }, { json: { name: 'B' } }] },
		);

		expect(output).toEqual([
			{ id: 11, name: 'A' },
			{ id: 12, name: 'B' },
		]);
	});

	it.each<[string, INodeParameters, Record<string, unknown>]>([
		[
			'options',
			{
				enums: {
					rows: [
						{ value: 'Big', sort: 1 },
						{ value: 'Small', code: 'small' },
					],
				},
			},
			{
				enums: [
					{ value: 'Big', sort: 1 },
					{ value: 'Small', code: 'small' },
				],
			},
		],
		[
			'a tree of categories',
			{
				nested: {
					rows: [
						{ value: 'Cars', requestId: 'cars', sort: 1 },
						{ value: 'Red', parentRequestId: 'cars' },
					],
				},
			},
			{
				nested: [
					{ value: 'Cars', request_id: 'cars', sort: 1 },
					{ value: 'Red', parent_request_id: 'cars' },
				],
			},
		],
		[
			'chained lists',
			{
				chainedLists: {
					rows: [
						{ catalogId: 12, title: 'City' },
						{ catalogId: 13, parentCatalogId: 12 },
					],
				},
			},
			{
				chained_lists: [
					{ catalog_id: 12, title: 'City' },
					{ catalog_id: 13, parent_catalog_id: 12 },
				],
			},
		],
		[
			'stages and a group',
			{ requiredStatuses: ['7/71', '7/142'], hiddenStatuses: ['8/81'], groupId: 'leads_1' },
			{
				required_statuses: [
					{ pipeline_id: 7, status_id: 71 },
					{ pipeline_id: 7, status_id: 142 },
				],
				hidden_statuses: [{ pipeline_id: 8, status_id: 81 }],
				group_id: 'leads_1',
			},
		],
		[
			'what only some types have',
			{
				code: 'X',
				sort: 5,
				isApiOnly: true,
				remind: 'week',
				currency: 'RUB',
				searchIn: 'contacts',
				trackingCallback: 'f()',
			},
			{
				code: 'X',
				sort: 5,
				is_api_only: true,
				remind: 'week',
				currency: 'RUB',
				search_in: 'contacts',
				tracking_callback: 'f()',
			},
		],
	])('takes %s along', async (_what, additionalFields, sent) => {
		const account = new Account();
		account.api
			.post(path, [{ name: 'A', type: 'text', ...sent, request_id: '0' }])
			.reply(201, { _embedded: { custom_fields: [{ id: 11, request_id: '0' }] } });

		const output = await outputOf(account, ['customField', 'create'], {
			entity: 'leads',
			name: 'A',
			type: 'text',
			additionalFields,
		});

		expect(output).toEqual([{ id: 11 }]);
	});

	it.each(['', 'tasks', 'catalogs/../leads', 'catalogs/0'])(
		'takes "%s" for nothing that has fields',
		async (entity) => {
			const run = await runAction(new Account(), ['customField', 'create'], {
				entity: `={{ "${entity}" }}`,
				name: 'A',
			});

			expect(run.errorOf('amoCRM')?.message).toBe(`The field "Entity" cannot be "${entity}".`);
		},
	);
});

describe('customField: get', () => {
	it('reads one', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/catalogs/12/custom_fields/11')
			.reply(200, { id: 11, name: 'A', type: 'price', catalog_id: 12, _links: {} });

		const output = await outputOf(account, ['customField', 'get'], {
			entity: 'catalogs/12',
			customField: locator('id', 11),
		});

		expect(output).toEqual([{ id: 11, name: 'A', type: 'price', catalog_id: 12 }]);
	});
});

describe('customField: getAll', () => {
	it('reads those of some types, in the order asked for', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query((query) => {
				expect(query).toEqual({
					'filter[type][]': ['select', 'multiselect'],
					'order[sort]': 'desc',
					page: '1',
					limit: '250',
				});
				return true;
			})
			.reply(200, { _embedded: { custom_fields: [{ id: 11, type: 'select' }] } });

		const output = await outputOf(account, ['customField', 'getAll'], {
			entity: 'leads',
			returnAll: true,
			filters: { types: ['select', 'multiselect'] },
			order: { sort: { by: 'sort', direction: 'desc' } },
		});

		expect(output).toEqual([{ id: 11, type: 'select' }]);
	});
});

describe('customField: update', () => {
	it('keeps options that are named by their ids', async () => {
		const account = new Account();
		account.api
			.patch(path, [
				{
					name: 'Size',
					enums: [{ value: 'Big', id: 21 }, { value: 'Huge' }],
					id: 11,
					request_id: '0',
				},
			])
			.reply(201, { _embedded: { custom_fields: [{ id: 11, name: 'Size', request_id: '0' }] } });

		const output = await outputOf(account, ['customField', 'update'], {
			entity: 'leads',
			customField: locator('id', 11),
			updateFields: {
				name: 'Size',
				enums: { rows: [{ value: 'Big', id: 21 }, { value: 'Huge' }] },
			},
		});

		expect(output).toEqual([{ id: 11, name: 'Size' }]);
	});
});

describe('customField: delete', () => {
	it('says which was deleted', async () => {
		const account = new Account();
		account.api.delete(`${path}/11`).reply(204);

		const output = await outputOf(account, ['customField', 'delete'], {
			entity: 'leads',
			customField: locator('id', 11),
		});

		expect(output).toEqual([{ deleted: true, id: 11 }]);
	});
});

describe('a field that was made', () => {
	it('is known to the cards that are written next', async () => {
		const account = new Account();
		const fields = (...list: object[]) =>
			account.api
				.get(path)
				.query(true)
				.reply(200, { _embedded: { custom_fields: list } });
		const lead = async () =>
			await runAction(account, ['lead', 'create'], {
				fields: { mappingMode: 'defineBelow', value: { Size: '1' } },
			});

		fields();
		expect((await lead()).errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no field "Size".`,
		);

		account.api
			.post(path)
			.reply(201, { _embedded: { custom_fields: [{ id: 11, request_id: '0' }] } });
		await runAction(account, ['customField', 'create'], {
			entity: 'leads',
			name: 'Size',
			type: 'numeric',
		});

		fields({ id: 11, name: 'Size', type: 'numeric' });
		account.api
			.post('/api/v4/leads', [
				{ custom_fields_values: [{ field_id: 11, values: [{ value: '1' }] }], request_id: '0' },
			])
			.reply(200, { _embedded: { leads: [{ id: 501, request_id: '0' }] } });
		expect((await lead()).json('amoCRM')).toEqual([{ id: 501 }]);
	});
});

describe('in the editor', () => {
	const open = (account: Account, entity: string) => ({
		type: nodeType('amoCrm'),
		parameters: { authentication: 'token', resource: 'customField', operation: 'create', entity },
		credentials: account.credentials,
	});

	it('offers cards, segments and the lists of the account', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/catalogs')
			.query(true)
			.reply(200, { _embedded: { catalogs: [{ id: 12, name: 'Goods' }] } });

		expect(await loadOptions(open(account, ''), 'getFieldOwners')).toEqual([
			{ name: 'Leads', value: 'leads' },
			{ name: 'Contacts', value: 'contacts' },
			{ name: 'Companies', value: 'companies' },
			{ name: 'Customers', value: 'customers' },
			{ name: 'Customer Segments', value: 'customers/segments' },
			{ name: 'List: Goods', value: 'catalogs/12' },
		]);
	});

	it('offers cards also to who has no access to lists', async () => {
		const account = new Account();
		account.api.get('/api/v4/catalogs').query(true).reply(403, { status: 403 });

		expect(await loadOptions(open(account, ''), 'getGroupOwners')).toHaveLength(4);
	});

	it('lists fields and groups of what was chosen', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/catalogs/12/custom_fields')
			.query(true)
			.reply(200, { _embedded: { custom_fields: [{ id: 11, name: 'SKU' }] } });
		account.api
			.get('/api/v4/catalogs/12/custom_fields/groups')
			.reply(200, { _embedded: { custom_field_groups: [{ id: 'default', name: 'Main' }] } });
		const node = open(account, 'catalogs/12');

		const { results } = await listSearch(node, 'search_customField');
		expect(results).toEqual([{ name: 'SKU', value: '11' }]);
		expect(await loadOptions(node, 'getFieldGroups')).toEqual([{ name: 'Main', value: 'default' }]);
	});
});
