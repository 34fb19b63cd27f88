import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Body } from 'nock';

import { Account, locator, runWorkflow, type NodeJson } from '../support';

const cards = [
	{ resource: 'lead', path: 'leads' },
	{ resource: 'contact', path: 'contacts' },
	{ resource: 'company', path: 'companies' },
];

const FIELDS = [
	{ id: 1, name: 'Phone', code: 'PHONE', type: 'multitext', enums: [{ id: 5, value: 'WORK' }] },
	{
		id: 2,
		name: 'Size',
		code: null,
		type: 'select',
		enums: [
			{ id: 21, value: 'Big' },
			{ id: 22, value: 'Small' },
		],
	},
	{ id: 3, name: 'Met on', code: null, type: 'date', enums: null },
];

interface Sent extends IDataObject {
	request_id: string;
}

/** amoCRM's answer to a batch: in another order, told apart by `request_id`. */
const saved = (path: string, body: Body, firstId = 500) => ({
	_embedded: {
		[path]: (body as unknown as Sent[])
			.map(({ request_id }, index) => ({ id: firstId + index, request_id }))
			.reverse(),
	},
});

const refusal = (...complaints: Array<[position: string, path: string]>) => ({
	title: 'Bad Request',
	status: 400,
	'validation-errors': complaints.map(([request_id, path]) => ({
		request_id,
		errors: [{ code: 'InvalidType', path, detail: 'This value should be of type int.' }],
	})),
});

const node = (
	resource: string,
	operation: string,
	value: INodeParameters,
	more: INodeParameters = {},
): NodeJson => ({
	name: 'amoCRM',
	type: 'n8n-nodes-amocrm.amoCrm',
	parameters: {
		authentication: 'token',
		resource,
		operation,
		fields: { mappingMode: 'defineBelow', value },
		...more,
	},
});

const names = (...list: string[]) => list.map((name) => ({ json: { name } }));

describe.each(cards)('$resource: create', ({ resource, path }) => {
	it('sends three items in one request and pairs what comes back', async () => {
		const account = new Account();
		account.api
			.post(`/api/v4/${path}`, [
				{ name: 'A', request_id: '0' },
				{ name: 'B', request_id: '1' },
				{ name: 'C', request_id: '2' },
			])
			.reply(200, (_uri, body) => saved(path, body));

		const run = await runWorkflow({
			nodes: [node(resource, 'create', { name: '={{ $json.name }}' })],
			credentials: account.credentials,
			input: names('A', 'B', 'C'),
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { id: 500 }, pairedItem: { item: 0 } },
			{ json: { id: 501 }, pairedItem: { item: 1 } },
			{ json: { id: 502 }, pairedItem: { item: 2 } },
		]);
	});

	it('sends the good items again without a refused one, which gets its own error', async () => {
		const account = new Account();
		account.api
			.post(`/api/v4/${path}`)
			.reply(400, refusal(['1', 'price']), { 'X-Request-Id': 'r-1' });
		account.api
			.post(`/api/v4/${path}`, [
				{ name: 'A', request_id: '0' },
				{ name: 'C', request_id: '1' },
			])
			.reply(200, (_uri, body) => saved(path, body));

		const run = await runWorkflow({
			nodes: [
				{
					...node(resource, 'create', { name: '={{ $json.name }}' }),
					onError: 'continueRegularOutput',
				},
			],
			credentials: account.credentials,
			input: names('A', 'B', 'C'),
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toMatchObject([
			{ json: { id: 500 }, pairedItem: { item: 0 } },
			{
				json: {
					error: expect.stringContaining(account.domain),
					description: expect.stringMatching(/price: This value should be of type int[^]*r-1/),
				},
				pairedItem: { item: 1 },
			},
			{ json: { id: 501 }, pairedItem: { item: 2 } },
		]);
	});

	it('says which item stopped the run without Continue On Fail', async () => {
		const account = new Account();
		account.api.post(`/api/v4/${path}`).reply(400, refusal(['1', 'price']));
		account.api.post(`/api/v4/${path}`).reply(200, (_uri, body) => saved(path, body));

		const run = await runWorkflow({
			nodes: [node(resource, 'create', { name: '={{ $json.name }}' })],
			credentials: account.credentials,
			input: names('A', 'B', 'C'),
		});

		expect(run.errorOf('amoCRM')?.context).toMatchObject({ itemIndex: 1 });
		expect(run.errorOf('amoCRM')?.description).toContain('price');
	});

	it("writes the account's own fields by column, code and name, asking for them once", async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}/custom_fields`)
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.post(`/api/v4/${path}`, [
				{
					name: 'A',
					_embedded: { tags: [{ name: 'VIP' }, { name: 'n8n' }] },
					custom_fields_values: [
						{ field_id: 1, values: [{ value: '+7 900', enum_code: 'WORK' }] },
						{ field_id: 2, values: [{ enum_id: 22 }] },
						{ field_id: 3, values: [{ value: 1769817600 }] },
					],
					request_id: '0',
				},
				{
					name: 'A',
					custom_fields_values: [{ field_id: 2, values: [{ enum_id: 21 }] }],
					request_id: '1',
				},
			])
			.reply(200, (_uri, body) => saved(path, body));

		const run = await runWorkflow({
			nodes: [node(resource, 'create', {})].map((each) => ({
				...each,
				parameters: {
					...each.parameters,
					fields: { mappingMode: 'autoMapInputData', value: null },
				},
			})),
			credentials: account.credentials,
			input: [
				{
					json: {
						name: 'A',
						tags: 'VIP, n8n',
						PHONE: '+7 900',
						Size: 'Small',
						cf_3: '2026-01-31',
						other: 1,
					},
				},
				{ json: { name: 'A', Size: 'Big' } },
			],
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ id: 500 }, { id: 501 }]);
	});

	it('names a mapped field that the account does not have, and sends the other items', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}/custom_fields`)
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.post(`/api/v4/${path}`, [
				{ custom_fields_values: [{ field_id: 2, values: [{ enum_id: 21 }] }], request_id: '0' },
			])
			.reply(200, (_uri, body) => saved(path, body));

		const run = await runWorkflow({
			nodes: [
				{
					...node(resource, 'create', { cf_2: '={{ $json.size }}' }),
					onError: 'continueRegularOutput',
				},
			],
			credentials: account.credentials,
			input: [{ json: { size: 'Huge' } }, { json: { size: 'Big' } }],
		});

		expect(run.output('amoCRM')).toMatchObject([
			{
				json: {
					error: 'The field "Size" cannot be "Huge".',
					description: expect.stringContaining('Big, Small'),
				},
				pairedItem: { item: 0 },
			},
			{ json: { id: 500 }, pairedItem: { item: 1 } },
		]);
	});
});

describe.each(cards)('$resource: update', ({ resource, path }) => {
	it('changes three cards in one request, named by list, id and address', async () => {
		const account = new Account();
		account.api
			.patch(`/api/v4/${path}`, [
				{ name: 'A', id: 11, request_id: '0' },
				{ name: 'B', id: 12, request_id: '1' },
				{ name: 'C', id: 13, request_id: '2' },
			])
			.reply(200, { _embedded: { [path]: [{ id: 13 }, { id: 11 }, { id: 12 }] } });

		const run = await runWorkflow({
			nodes: [
				node(
					resource,
					'update',
					{ name: '={{ $json.name }}' },
					{
						card: locator('id', '={{ $json.id }}'),
					},
				),
			],
			credentials: account.credentials,
			input: [
				{ json: { id: 11, name: 'A' } },
				{ json: { id: '12', name: 'B' } },
				{ json: { id: ' 13 ', name: 'C' } },
			],
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { id: 11 }, pairedItem: { item: 0 } },
			{ json: { id: 12 }, pairedItem: { item: 1 } },
			{ json: { id: 13 }, pairedItem: { item: 2 } },
		]);
	});

	it('takes the address of a card, and refuses what names none', async () => {
		const account = new Account();
		account.api
			.patch(`/api/v4/${path}`, [{ name: 'A', id: 77, request_id: '0' }])
			.reply(200, { _embedded: { [path]: [{ id: 77 }] } });

		const run = await runWorkflow({
			nodes: [
				{
					...node(resource, 'update', { name: 'A' }, { card: locator('url', '={{ $json.url }}') }),
					onError: 'continueRegularOutput',
				},
			],
			credentials: account.credentials,
			input: [
				{ json: { url: `${account.url}/${path}/detail/77?tab=1` } },
				{ json: { url: `${account.url}/${path}/list` } },
			],
		});

		expect(run.output('amoCRM')).toMatchObject([
			{ json: { id: 77 }, pairedItem: { item: 0 } },
			{
				json: { error: expect.stringContaining(`is not the id of a ${resource}`) },
				pairedItem: { item: 1 },
			},
		]);
	});

	it('adds tags and empties a field', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}/custom_fields`)
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.patch(`/api/v4/${path}`, [
				{
					tags_to_add: [{ name: 'VIP' }],
					custom_fields_values: [{ field_id: 3, values: null }],
					id: 11,
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { [path]: [{ id: 11 }] } });

		const run = await runWorkflow({
			nodes: [node(resource, 'update', { tags: 'VIP', cf_3: '' }, { card: locator('list', '11') })],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ id: 11 }]);
	});
});
