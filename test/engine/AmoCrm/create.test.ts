import type { IDataObject } from 'n8n-workflow';
import type { Body } from 'nock';

import { Account, runWorkflow } from '../support';
import { cards, FIELDS, names, writing } from './cards';

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
			nodes: [writing(resource, 'create', { name: '={{ $json.name }}' })],
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
					...writing(resource, 'create', { name: '={{ $json.name }}' }),
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
					details: expect.stringMatching(/price: This value should be of type int[^]*r-1/),
				},
				pairedItem: { item: 1 },
			},
			{ json: { id: 501 }, pairedItem: { item: 2 } },
		]);
	});

	it('sends a refused item to the error output, with what came in and why it was refused', async () => {
		const account = new Account();
		account.api.post(`/api/v4/${path}`).reply(400, refusal(['1', 'price']));
		account.api.post(`/api/v4/${path}`).reply(200, (_uri, body) => saved(path, body));

		const run = await runWorkflow({
			nodes: [
				{
					...writing(resource, 'create', { name: '={{ $json.name }}' }),
					onError: 'continueErrorOutput',
				},
			],
			credentials: account.credentials,
			input: names('A', 'B', 'C'),
		});

		expect(run.json('amoCRM')).toEqual([{ id: 500 }, { id: 501 }]);
		expect(run.output('amoCRM', 1)).toMatchObject([
			{
				json: {
					name: 'B',
					error: expect.stringContaining(account.domain),
					details: expect.stringContaining('price'),
				},
				pairedItem: { item: 1 },
			},
		]);
	});

	it('says which item stopped the run without Continue On Fail', async () => {
		const account = new Account();
		account.api.post(`/api/v4/${path}`).reply(400, refusal(['1', 'price']));

		const run = await runWorkflow({
			nodes: [writing(resource, 'create', { name: '={{ $json.name }}' })],
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
			.get('/api/v4/account')
			.query({ with: 'datetime_settings,is_api_filter_enabled' })
			.reply(200, { _embedded: { datetime_settings: { timezone: 'Europe/Moscow' } } });
		account.api
			.post(`/api/v4/${path}`, [
				{
					name: 'A',
					_embedded: { tags: [{ name: 'VIP' }, { name: 'n8n' }] },
					custom_fields_values: [
						{ field_id: 1, values: [{ value: '+7 900', enum_code: 'WORK' }] },
						{ field_id: 2, values: [{ enum_id: 22 }] },
						// Midnight where the account is.
						{ field_id: 3, values: [{ value: 1769806800 }] },
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
			nodes: [writing(resource, 'create', {})].map((each) => ({
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
					...writing(resource, 'create', { cf_2: '={{ $json.size }}' }),
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
					details: expect.stringContaining('Big, Small'),
				},
				pairedItem: { item: 0 },
			},
			{ json: { id: 500 }, pairedItem: { item: 1 } },
		]);
	});
});

it('takes a refused renewal of the token for what it is, and asks for it once', async () => {
	const account = new Account();
	account.api.post('/api/v4/leads').times(2).reply(401, { status: 401 });
	account.api.post('/oauth2/access_token').reply(400, { hint: 'Invalid refresh token' });
	const lead = writing('lead', 'create', { name: '={{ $json.name }}' });

	const run = await runWorkflow({
		nodes: [{ ...lead, parameters: { ...lead.parameters, authentication: 'oAuth2' } }],
		credentials: {
			amoCrmOAuth2Api: {
				accountAddress: account.domain,
				clientId: 'id',
				clientSecret: 'secret',
				oauthTokenData: { access_token: 'old', refresh_token: 'refresh-1' },
			},
		},
		input: names('A', 'B', 'C'),
	});

	expect(run.errorOf('amoCRM')?.context).toMatchObject({ problem: { code: 'unauthorized' } });
});
