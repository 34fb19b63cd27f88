import type { ICredentialTestRequest, ICredentialType } from 'n8n-workflow';

import { AmoCrmChatChannelApi } from '../../../credentials/AmoCrmChatChannelApi.credentials';
import { AmoCrmIntegrationApi } from '../../../credentials/AmoCrmIntegrationApi.credentials';
import { AmoCrmOAuth2Api } from '../../../credentials/AmoCrmOAuth2Api.credentials';
import { AmoCrmTokenApi } from '../../../credentials/AmoCrmTokenApi.credentials';
import { createEmulator } from '../../../emulator/createEmulator';
import { evaluate } from '../support/expression';

const oAuth2 = new AmoCrmOAuth2Api();
const token = new AmoCrmTokenApi();
const integration = new AmoCrmIntegrationApi();
const channel = new AmoCrmChatChannelApi();

const property = ({ properties }: ICredentialType, name: string) => {
	const found = properties.find((candidate) => candidate.name === name);
	if (!found) throw new Error(`No property ${name}`);
	return found;
};
const shown = ({ properties }: ICredentialType) =>
	properties.filter(({ type }) => !['hidden', 'notice'].includes(type)).map(({ name }) => name);
const testUrl = ({ request }: ICredentialTestRequest, stored: Record<string, unknown>) =>
	evaluate(String(request.url), stored);

it.each<[string, ICredentialType, string[]]>([
	['amoCrmOAuth2Api', oAuth2, ['accountAddress', 'requestsPerSecond']],
	['amoCrmTokenApi', token, ['accountAddress', 'accessToken', 'requestsPerSecond']],
	[
		'amoCrmIntegrationApi',
		integration,
		[
			'clientId',
			'clientSecret',
			'previousSecret',
			'redirectUri',
			'n8nApiKey',
			'n8nApiUrl',
			'extraDomains',
			'requestsPerSecond',
			'rateScope',
		],
	],
	['amoCrmChatChannelApi', channel, ['platform', 'channelId', 'channelSecret', 'botId']],
])('%s asks for what the plan says', (name, type, fields) => {
	expect(type.name).toBe(name);
	expect(shown(type)).toEqual(fields);
});

it.each<[string, ICredentialType]>([
	['accessToken', token],
	['clientSecret', integration],
	['n8nApiKey', integration],
	['channelSecret', channel],
])('%s is hidden like a password', (name, type) => {
	expect(property(type, name)).toMatchObject({ typeOptions: { password: true }, required: true });
});

describe('amoCrmOAuth2Api', () => {
	it('is an OAuth2 credential with a code in the body', () => {
		expect(oAuth2.extends).toEqual(['oAuth2Api']);
		const fixed = ['grantType', 'authentication', 'scope', 'authQueryParameters'];
		expect(fixed.map((name) => property(oAuth2, name))).toEqual([
			expect.objectContaining({ type: 'hidden', default: 'authorizationCode' }),
			expect.objectContaining({ type: 'hidden', default: 'body' }),
			expect.objectContaining({ type: 'hidden', default: '' }),
			expect.objectContaining({ type: 'hidden', default: 'mode=post_message' }),
		]);
	});

	it.each([
		['example', 'https://www.amocrm.ru/oauth', 'https://example.amocrm.ru/oauth2/access_token'],
		[
			'https://example.kommo.com/leads',
			'https://www.kommo.com/oauth',
			'https://example.kommo.com/oauth2/access_token',
		],
		['evil.com', '', ''],
		['', '', ''],
	])('connects %j', (accountAddress, consent, exchange) => {
		const stored = { accountAddress };
		const url = (name: string) => evaluate(String(property(oAuth2, name).default), stored);
		expect(property(oAuth2, 'authUrl').type).toBe('hidden');
		expect(property(oAuth2, 'accessTokenUrl').type).toBe('hidden');
		expect([url('authUrl'), url('accessTokenUrl')]).toEqual([consent, exchange]);
	});
});

describe.each<[string, ICredentialType & { test: ICredentialTestRequest }]>([
	['amoCrmOAuth2Api', oAuth2],
	['amoCrmTokenApi', token],
])('%s', (_name, type) => {
	it('is tested at the account itself', () => {
		expect(testUrl(type.test, { accountAddress: 'https://example.kommo.com/leads' })).toBe(
			'https://example.kommo.com/api/v4/account',
		);
		expect(testUrl(type.test, { accountAddress: 'user@evil.com' })).toBe('');
	});

	/** SECURITY: n8n's HTTP Request node can use the credentials of one account only for hosts of amoCRM and
	 * Kommo. */
	it('holds the HTTP Request node to the domains of accounts', () => {
		expect(property(type, 'allowedHttpRequestDomains')).toMatchObject({
			type: 'hidden',
			default: 'domains',
		});
		expect(String(property(type, 'allowedDomains').default).split(',')).toEqual([
			'*.amocrm.ru',
			'*.amocrm.com',
			'*.kommo.com',
		]);
	});
});

it('amoCrmTokenApi signs with its token', () => {
	const { headers } = token.authenticate.properties;
	expect(evaluate(String(headers?.Authorization), { accessToken: 't0ken' })).toBe('Bearer t0ken');
});

describe('amoCrmIntegrationApi', () => {
	it.each([
		['', 'http://localhost:5678'],
		[undefined, 'http://localhost:5678'],
		['https://n8n.example/', 'https://n8n.example'],
		['https://n8n.example/api/v1/', 'https://n8n.example'],
		['https://n8n.example/api', 'https://n8n.example'],
		[' https://n8n.example ', 'https://n8n.example'],
		['https://n8n.example/my-api/v1/', 'https://n8n.example', '/my-api/v1'],
		['https://n8n.example/base/my-api/v1', 'https://n8n.example/base', '/my-api/v1'],
	])(
		'with the n8n API URL %j is tested at %s, as the nodes reach it',
		(n8nApiUrl, base, path = '/api/v1') => {
			const url = testUrl(integration.test, { n8nApiUrl });
			expect(url).toBe(`${base}${path}/data-tables?limit=1`);
		},
	);

	it('hides its previous secret like a password, and does without it', () => {
		const previous = property(integration, 'previousSecret');
		expect(previous).toMatchObject({ typeOptions: { password: true }, default: '' });
		expect(previous).not.toHaveProperty('required');
	});

	it('is tested with its key', () => {
		const { headers } = integration.test.request;
		expect(evaluate(String(headers?.['X-N8N-API-KEY']), { n8nApiKey: 'k3y' })).toBe('k3y');
	});
});

describe('amoCrmChatChannelApi', () => {
	/** The example of amoCRM's documentation. */
	const channelSecret = '5a44c5dff55f3c15a4cce8d7c4cc27e207c7e189';
	const path = '/v2/origin/custom/f90ba33d-c9d9-44da-b76c-c349b0ecbe41/connect';
	const body = {
		account_id: 'af9945ff-1490-4cad-807d-945c15d88bec',
		title: 'ScopeTitle',
		hook_api_version: 'v2',
	};

	beforeEach(() => {
		jest.useFakeTimers({ now: new Date('2020-10-03T15:11:21Z') });
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	it.each([
		['an object', body],
		['its text', JSON.stringify(body)],
		['its bytes', Buffer.from(JSON.stringify(body))],
	])('signs what is sent to the byte, given as %s', async (_, given) => {
		const signed = await channel.authenticate(
			{ channelSecret },
			{ method: 'POST', url: `https://amojo.amocrm.ru${path}?a=b`, body: given },
		);

		expect(signed.body).toBe(JSON.stringify(body));
		expect(signed.headers).toMatchObject({
			Date: 'Sat, 03 Oct 2020 15:11:21 +0000',
			'X-Signature': '910ae61f89080f2cf865a6b54aa8a8c85956c397',
		});
	});

	/** SECURITY: The secret of a chat channel signs for amoCRM's three chat hosts only, and is sent nowhere. */
	it.each([
		'https://amojo.amocrm.ru.evil.com',
		'https://evil.com/amojo.amocrm.ru',
		'https://amojo.evil.com',
		'https://example.amocrm.ru',
		'http://amojo.amocrm.ru',
		'https://amojo.amocrm.ru:8443',
		'https://user@evil.com',
	])('signs nothing for %s', async (url) => {
		const options = { method: 'POST' as const, url: `${url}${path}`, body };

		expect(await channel.authenticate({ channelSecret }, options)).toEqual(options);
	});

	it.each(['amojo.amocrm.ru', 'amojo.amocrm.com', 'amojo.kommo.com'])(
		'signs for %s, to which it holds the HTTP Request node as well',
		async (host) => {
			const options = { method: 'POST' as const, url: `https://${host}${path}`, body };
			const { headers, ...rest } = await channel.authenticate({ channelSecret }, options);

			expect(headers).toHaveProperty('X-Signature');
			expect(JSON.stringify({ headers, rest })).not.toContain(channelSecret);
			expect(property(channel, 'allowedHttpRequestDomains').default).toBe('domains');
			expect(String(property(channel, 'allowedDomains').default).split(',')).toContain(host);
		},
	);

	it.each([
		['amocrm', 'amojo.amocrm.ru'],
		['kommo', 'amojo.kommo.com'],
	])('is tested with the chats of %s', (platform, host) => {
		const channelId = 'f90ba33d-c9d9-44da-b76c-c349b0ecbe41';

		expect(testUrl(channel.test, { platform, channelId })).toBe(`https://${host}${path}`);
	});
});

describe('the test of amoCrmChatChannelApi', () => {
	/** The status that amoCRM's chats answer with. */
	async function statusFor(wrong: { channelId?: string; channelSecret?: string }): Promise<number> {
		const { control, rooms } = await createEmulator();
		const { id: integrationId } = await control.createIntegration({
			name: 'Example',
			redirectUri: 'https://builder.example/hook',
		});
		const hookUrl = 'https://builder.example/:scope_id';
		const { id, secret } = await control.createChannel({ integrationId, hookUrl });
		const stored = { platform: 'amocrm', channelId: id, channelSecret: secret, ...wrong };
		const { method, body } = channel.test.request;
		const url = String(testUrl(channel.test, stored));
		const signed = await channel.authenticate(stored, { method, body, url });
		const names = Object.entries(signed.headers as Record<string, string>);
		const call = {
			method: String(method),
			host: new URL(url).host,
			path: new URL(url).pathname,
			query: {},
			headers: Object.fromEntries(names.map(([name, value]) => [name.toLowerCase(), value])),
			body: String(signed.body),
		};
		return (await rooms.handle(call, rooms.note(call))).reply.status;
	}

	it.each([
		['a channel and its secret', {}, 400, true],
		['another secret', { channelSecret: 'another' }, 403, false],
		['no channel', { channelId: 'f90ba33d-c9d9-44da-b76c-c349b0ecbe41' }, 404, false],
	])('with %s', async (_, wrong, status, isGood) => {
		const { except = [] } = channel.test.request.ignoreHttpStatusErrors as { except?: number[] };

		expect(await statusFor(wrong)).toBe(status);
		expect(except.includes(status)).toBe(!isGood);
	});
});
