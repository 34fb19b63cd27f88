import nock from 'nock';
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { Credentials, callWebhook, listSearch, runWorkflow, typeName } from './support';

/** Does a little of everything that the package's nodes do. */
class Probe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Probe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'amoCrmTokenApi' }, { name: 'amoCrmOAuth2Api' }],
		webhooks: [{ name: 'default', httpMethod: 'GET', responseMode: 'onReceived', path: 'amocrm' }],
		properties: [
			{ displayName: 'Credential', name: 'credential', type: 'string', default: 'amoCrmTokenApi' },
			{ displayName: 'Path', name: 'path', type: 'string', default: '/api/v4/account' },
		],
	};

	methods = {
		listSearch: {
			async leads(this: ILoadOptionsFunctions, filter?: string) {
				const path = this.getCurrentNodeParameter('path') as string;
				const { accountAddress } = await this.getCredentials('amoCrmTokenApi');
				const found = (await this.helpers.httpRequestWithAuthentication.call(
					this,
					'amoCrmTokenApi',
					{
						url: `https://${String(accountAddress)}${path}`,
						qs: { query: filter },
					},
				)) as Array<{ id: number; name: string }>;
				return { results: found.map(({ id, name }) => ({ name, value: id })) };
			},
		},
	};

	async execute(this: IExecuteFunctions) {
		const credential = this.getNodeParameter('credential', 0) as string;
		const answers = [];
		for (const [item] of this.getInputData().entries()) {
			const path = this.getNodeParameter('path', item) as string;
			const { accountAddress } = await this.getCredentials(credential, item);
			const json = await this.helpers.httpRequestWithAuthentication.call(this, credential, {
				url: `https://${String(accountAddress)}${path}`,
			});
			answers.push({ json, pairedItem: { item } });
		}
		this.addExecutionHints({ message: 'Probed.', location: 'outputPane' });
		return [answers];
	}

	async webhook(this: IWebhookFunctions) {
		const { name } = this.getQueryData() as IDataObject;
		this.logger.warn(`Called at ${this.getNodeWebhookUrl('default')}`);
		this.getResponseObject().status(201).type('html').send('<p>Thank you</p>');
		return {
			noWebhookResponse: true,
			workflowData: [this.helpers.returnJsonArray({ name, mode: this.getMode() })],
		};
	}
}

const probe = new Probe();
const type = typeName(probe.description);
const nodeTypes = [probe];
const amo = () => nock('https://example.amocrm.ru');
const token = { amoCrmTokenApi: { accountAddress: 'example.amocrm.ru', accessToken: 't' } };

describe('running a workflow', () => {
	it('signs with the token, resolves expressions per item and pairs the items', async () => {
		amo().get('/api/v4/leads/1').matchHeader('Authorization', 'Bearer t').reply(200, { id: 1 });
		amo().get('/api/v4/leads/2').matchHeader('Authorization', 'Bearer t').reply(200, { id: 2 });

		const run = await runWorkflow({
			nodes: [
				{ name: 'Probe', type, parameters: { path: '=/api/v4/leads/{{ $json.lead }}' } },
				{ name: 'After', type: 'n8n-nodes-base.noOp' },
			],
			credentials: token,
			nodeTypes,
			input: [{ json: { lead: 1 } }, { json: { lead: 2 } }],
		});

		expect(run.error).toBeUndefined();
		expect(run.output('Probe')).toEqual([
			{ json: { id: 1 }, pairedItem: { item: 0 } },
			{ json: { id: 2 }, pairedItem: { item: 1 } },
		]);
		expect(run.json('After')).toEqual([{ id: 1 }, { id: 2 }]);
		expect(run.hintsOf('Probe')).toMatchObject([{ message: 'Probed.' }]);
	});

	it('says which node failed', async () => {
		amo().get('/api/v4/account').reply(402, {});

		const run = await runWorkflow({
			nodes: [{ name: 'Probe', type }],
			credentials: token,
			nodeTypes,
		});

		expect(run.errorOf('Probe')?.message).toContain('Payment required');
		expect(run.error?.message).toBe(run.errorOf('Probe')?.message);
		expect(run.output('Probe')).toEqual([]);
	});

	it('renews an OAuth2 token at the address that the credential derives, and keeps the new one', async () => {
		const credentials = await Credentials.of({
			amoCrmOAuth2Api: {
				accountAddress: 'example.amocrm.ru',
				clientId: 'id',
				clientSecret: 'secret',
				oauthTokenData: {
					access_token: 'old',
					refresh_token: 'r1',
					token_type: 'Bearer',
					callbackQueryString: { referer: 'example.amocrm.ru' },
				},
			},
		});
		amo().get('/api/v4/account').matchHeader('Authorization', 'Bearer old').reply(401, {});
		amo()
			.post('/oauth2/access_token', {
				grant_type: 'refresh_token',
				refresh_token: 'r1',
				client_id: 'id',
				client_secret: 'secret',
			})
			.reply(200, {
				token_type: 'Bearer',
				expires_in: 86400,
				access_token: 'new',
				refresh_token: 'r2',
			});
		amo().get('/api/v4/account').matchHeader('Authorization', 'Bearer new').reply(200, { id: 7 });

		const run = await runWorkflow({
			nodes: [{ name: 'Probe', type, parameters: { credential: 'amoCrmOAuth2Api' } }],
			credentials,
			nodeTypes,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('Probe')).toEqual([{ id: 7 }]);
		expect(run.credentials.stored('amoCrmOAuth2Api')).toMatchObject({
			accountAddress: 'example.amocrm.ru',
			oauthTokenData: {
				access_token: 'new',
				refresh_token: 'r2',
				callbackQueryString: { referer: 'example.amocrm.ru' },
			},
		});
	});
});

describe('calling a webhook', () => {
	it('gives the page, the items and what was logged', async () => {
		const { response, items, result, logged } = await callWebhook({
			type,
			nodeTypes,
			query: 'name[]=a&name[]=b',
		});

		expect(response).toMatchObject({ status: 201, body: '<p>Thank you</p>', ended: true });
		expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
		expect(result.noWebhookResponse).toBe(true);
		expect(items).toEqual([{ name: ['a', 'b'], mode: 'webhook' }]);
		expect(logged).toEqual(['warn: Called at https://n8n.example.com/webhook/hook-0/amocrm']);
	});

	it('arrives at the test address while a person listens in the editor', async () => {
		const { items } = await callWebhook({ type, nodeTypes, query: { name: 'x' }, mode: 'manual' });

		expect(items).toEqual([{ name: 'x', mode: 'manual' }]);
	});
});

describe('the editor', () => {
	it('opens a list with the parameters and the credential of the node', async () => {
		amo()
			.get('/api/v4/leads')
			.query({ query: 'new' })
			.matchHeader('Authorization', 'Bearer t')
			.reply(200, [{ id: 1, name: 'New lead' }]);

		const found = await listSearch(
			{ type, nodeTypes, credentials: token, parameters: { path: '/api/v4/leads' } },
			'leads',
			'new',
		);

		expect(found.results).toEqual([{ name: 'New lead', value: 1 }]);
	});
});
