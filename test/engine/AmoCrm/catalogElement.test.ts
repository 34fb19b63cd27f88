import { Account, listSearch, locator, mapperColumns } from '../support';
import { outputOf } from './action';
import { nodeType } from '../../../tools/system/manifest';

const path = '/api/v4/catalogs/12/elements';

const catalog = locator('id', 12);

const FIELDS = {
	_embedded: {
		custom_fields: [
			{ id: 1, name: 'SKU', code: 'SKU', type: 'text' },
			{ id: 2, name: 'Price', code: 'PRICE', type: 'price' },
		],
	},
};

const knowsFields = (account: Account) =>
	account.api.get('/api/v4/catalogs/12/custom_fields').query(true).reply(200, FIELDS);

describe('catalogElement: create', () => {
	it('writes the fields of the list, many elements in one request', async () => {
		const account = new Account();
		knowsFields(account);
		account.api
			.post(path, [
				{
					name: 'Car',
					custom_fields_values: [
						{ field_id: 1, values: [{ value: 'c-1' }] },
						{ field_id: 2, values: [{ value: '10.5' }] },
					],
					request_id: '0',
				},
				{ name: 'Bike', request_id: '1' },
			])
			.reply(200, {
				_embedded: {
					elements: [
						{ id: 501, name: 'Car', request_id: 0, invoice_link: null, _links: {} },
						{ id: 502, name: 'Bike', request_id: 1, invoice_link: null, _links: {} },
					],
				},
			});

		const output = await outputOf(
			account,
			['catalogElement', 'create'],
			{ catalog, fields: { mappingMode: 'autoMapInputData', value: null } },
			{ input: [{ json: { name: 'Car', SKU: 'c-1', cf_2: 10.5 } }, { json: { name: 'Bike' } }] },
		);

		expect(output).toEqual([
			{ id: 501, name: 'Car', invoice_link: null },
			{ id: 502, name: 'Bike', invoice_link: null },
		]);
	});

	it('sends elements of several lists to each by itself', async () => {
		const account = new Account();
		for (const id of [12, 13]) {
			account.api
				.post(`/api/v4/catalogs/${id}/elements`, [{ name: 'Car', request_id: '0' }])
				.reply(200, { _embedded: { elements: [{ id: id * 10, request_id: 0 }] } });
		}

		const output = await outputOf(
			account,
			['catalogElement', 'create'],
			{
				catalog: locator('id', '={{ $json.list }}'),
				fields: { mappingMode: 'defineBelow', value: { name: 'Car' } },
			},
			{ input: [{ json: { list: 13 } }, { json: { list: 12 } }] },
		);

		expect(output).toEqual([{ id: 130 }, { id: 120 }]);
	});
});

describe('catalogElement: get', () => {
	it('reads one with its fields by name', async () => {
		const account = new Account();
		account.api
			.get(`${path}/501`)
			.query({ with: 'invoice_link' })
			.reply(200, {
				id: 501,
				name: 'Car',
				invoice_link: null,
				custom_fields_values: [
					{ field_id: 2, field_name: 'Price', field_type: 'price', values: [{ value: '10.5' }] },
				],
				_links: {},
			});

		const output = await outputOf(account, ['catalogElement', 'get'], {
			catalog,
			catalogElement: locator('id', 501),
			with: ['invoice_link'],
		});

		expect(output).toEqual([
			{ id: 501, name: 'Car', invoice_link: null, custom_fields: { Price: 10.5 } },
		]);
	});
});

describe('catalogElement: getAll', () => {
	it('searches by text and number', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query((query) => {
				expect(query).toEqual({
					query: 'red',
					'filter[id][]': ['501', '502'],
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, { _embedded: { elements: [{ id: 501, custom_fields_values: null }] } });

		const output = await outputOf(account, ['catalogElement', 'getAll'], {
			catalog,
			filters: { query: 'red', ids: '501, 502' },
		});

		expect(output).toEqual([{ id: 501, custom_fields: {} }]);
	});
});

describe('catalogElement: update', () => {
	it('changes fields, several elements in one request', async () => {
		const account = new Account();
		knowsFields(account);
		account.api
			.patch(path, [
				{
					custom_fields_values: [{ field_id: 2, values: [{ value: '11' }] }],
					id: 501,
					request_id: '0',
				},
				{
					custom_fields_values: [{ field_id: 2, values: [{ value: '11' }] }],
					id: 502,
					request_id: '1',
				},
			])
			.reply(200, {
				_embedded: {
					elements: [
						{ id: 501, request_id: 501 },
						{ id: 502, request_id: 502 },
					],
				},
			});

		const output = await outputOf(
			account,
			['catalogElement', 'update'],
			{
				catalog,
				catalogElement: locator('id', '={{ $json.id }}'),
				fields: { mappingMode: 'defineBelow', value: { cf_2: 11 } },
			},
			{ input: [{ json: { id: 501 } }, { json: { id: 502 } }] },
		);

		expect(output).toEqual([{ id: 501 }, { id: 502 }]);
	});
});

describe('catalogElement: upsert', () => {
	it('finds by the SKU, whatever else amoCRM finds', async () => {
		const account = new Account();
		knowsFields(account);
		const sku = (value: string) => [{ field_id: 1, values: [{ value }] }];
		const finds = (query: string, ...elements: object[]) =>
			account.api
				.get(path)
				.query({ query, page: '1', limit: '250' })
				.reply(200, { _embedded: { elements } });
		finds(
			'c-1',
			{ id: 501, custom_fields_values: sku('c-1') },
			{ id: 502, custom_fields_values: sku('c-10') },
		);
		finds('c-2');
		account.api
			.post(path, [{ name: 'Bike', custom_fields_values: sku('c-2'), request_id: '0' }])
			.reply(200, { _embedded: { elements: [{ id: 503, request_id: 0 }] } });
		account.api
			.patch(path, [{ name: 'Car', id: 501, request_id: '0' }])
			.reply(200, { _embedded: { elements: [{ id: 501, request_id: 501 }] } });

		const output = await outputOf(
			account,
			['catalogElement', 'upsert'],
			{
				catalog,
				fields: {
					mappingMode: 'defineBelow',
					value: { name: '={{ $json.name }}', cf_1: '={{ $json.sku }}' },
					matchingColumns: ['cf_1'],
				},
			},
			{ input: [{ json: { name: 'Car', sku: 'c-1' } }, { json: { name: 'Bike', sku: 'c-2' } }] },
		);

		expect(output).toEqual([
			{ id: 501, operation: 'updated' },
			{ id: 503, operation: 'created' },
		]);
	});
});

describe('in the editor', () => {
	const open = (account: Account) => ({
		type: nodeType('amoCrm'),
		parameters: {
			authentication: 'token',
			resource: 'catalogElement',
			operation: 'create',
			catalog,
		},
		credentials: account.credentials,
	});

	it('shows the fields of the chosen list, anew at each refresh', async () => {
		const account = new Account();
		knowsFields(account);
		account.api
			.get('/api/v4/catalogs/12/custom_fields')
			.query(true)
			.reply(200, { _embedded: { custom_fields: [{ id: 3, name: 'Color', type: 'text' }] } });
		const columns = async () =>
			(await mapperColumns(open(account), 'map_catalogElement')).fields.map(
				({ id, displayName, required }) => [id, displayName, required],
			);

		expect(await columns()).toEqual([
			['name', 'Name', true],
			['SKU', 'SKU', false],
			['PRICE', 'Price', false],
		]);
		expect(await columns()).toEqual([
			['name', 'Name', true],
			['Color', 'Color', false],
		]);
	});

	it('searches in the chosen list', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query({ page: '1', limit: '50', query: 'red' })
			.reply(200, { _embedded: { elements: [{ id: 501, name: 'Car' }] } });

		const { results } = await listSearch(open(account), 'search_catalogElement', 'red');

		expect(results).toEqual([{ name: 'Car', value: '501' }]);
	});
});
