import type { ICredentialTestRequest, ICredentialType } from 'n8n-workflow';

import { AmoCrmIntegrationApi } from '../../../credentials/AmoCrmIntegrationApi.credentials';
import { AmoCrmOAuth2Api } from '../../../credentials/AmoCrmOAuth2Api.credentials';
import { AmoCrmTokenApi } from '../../../credentials/AmoCrmTokenApi.credentials';
import { evaluate } from '../support/expression';

const oAuth2 = new AmoCrmOAuth2Api();
const token = new AmoCrmTokenApi();
const integration = new AmoCrmIntegrationApi();

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
])('%s asks for what the plan says', (name, type, fields) => {
	expect(type.name).toBe(name);
	expect(shown(type)).toEqual(fields);
});

it.each<[string, ICredentialType]>([
	['accessToken', token],
	['clientSecret', integration],
	['n8nApiKey', integration],
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
