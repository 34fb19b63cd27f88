import { settle } from '../../../../nodes/shared/settle';
import { openIntegration } from '../../../../nodes/shared/registry/integration';
import { fakeFunctions } from '../../support/functions';
import { problemOf, wordsOf } from '../../support/problem';

const SECRET = 'S3cret'.padEnd(64, '0');
const PREVIOUS = 'S3cret'.padEnd(64, '1');

const credential = {
	clientId: ' integration-1 ',
	clientSecret: SECRET,
	redirectUri: ' https://app.example/cb ',
	extraDomains: 'crm.example.com',
	n8nApiUrl: 'http://localhost:5678',
	n8nApiKey: 'k3y',
};

const open = async (changes: object) =>
	await openIntegration(
		fakeFunctions({ amoCrmIntegrationApi: { ...credential, ...changes } }).functions,
	);

it('opens what the credential says', async () => {
	expect(await open({})).toMatchObject({
		keys: { clientId: 'integration-1', clientSecret: SECRET },
		secrets: [SECRET],
		redirectUri: 'https://app.example/cb',
		extraDomains: ['crm.example.com'],
		n8nApi: { baseUrl: 'http://localhost:5678', path: '/api/v1', apiKey: 'k3y' },
	});
});

it.each([
	['http://localhost:5678/', 'http://localhost:5678'],
	['http://localhost:5678/api', 'http://localhost:5678'],
	['http://localhost:5678/api/v1/', 'http://localhost:5678'],
	['https://n8n.example/base/', 'https://n8n.example/base'],
	['', 'https://n8n.example'],
	['  ', 'https://n8n.example'],
	// `N8N_PUBLIC_API_ENDPOINT` of n8n.
	['http://localhost:5678/my-api/v1', 'http://localhost:5678', '/my-api/v1'],
	['https://n8n.example/base/my-api/v1/', 'https://n8n.example/base', '/my-api/v1'],
])('takes %j for the n8n at %s', async (n8nApiUrl, baseUrl, path = '/api/v1') => {
	expect((await open({ n8nApiUrl })).n8nApi).toMatchObject({ baseUrl, path });
});

it('takes a previous secret beside the one that counts', async () => {
	const { keys, secrets } = await open({ previousSecret: ` ${PREVIOUS} ` });
	expect(keys.clientSecret).toBe(SECRET);
	expect(secrets).toEqual([SECRET, PREVIOUS]);
});

describe('an API key that ends', () => {
	const DAY = 24 * 3_600_000;
	const NOW = Date.parse('2026-01-31T10:00:00Z');
	let made = 0;

	const keyUntil = (exp: number | undefined) =>
		['e30', Buffer.from(JSON.stringify({ sub: ++made, exp })).toString('base64url'), 's'].join('.');

	/** What the log says when it is used. */
	const warningsOf = async (n8nApiKey: string) => {
		const credentials = { amoCrmIntegrationApi: { ...credential, n8nApiKey } };
		const { functions, warnings } = fakeFunctions(credentials);
		await openIntegration(functions);
		await openIntegration(functions);
		return warnings;
	};

	beforeEach(() => jest.useFakeTimers({ now: NOW }));
	afterEach(() => jest.useRealTimers());

	it('is told of two weeks ahead, once a day', async () => {
		const key = keyUntil((NOW + 13 * DAY) / 1_000);
		expect(await warningsOf(key)).toEqual([expect.stringMatching(/API key.* ends on 2026-02-13/)]);
		expect(await warningsOf(key)).toEqual([]);
		jest.setSystemTime(NOW + DAY);
		expect(await warningsOf(key)).toHaveLength(1);
		jest.setSystemTime(NOW + 14 * DAY);
		expect(await warningsOf(key)).toEqual([expect.stringMatching(/ended on 2026-02-13/)]);
	});

	it.each([
		['far from its end', (NOW + 15 * DAY) / 1_000],
		['without an end', undefined],
	])('is not told of %s', async (_title, exp) => {
		expect(await warningsOf(keyUntil(exp))).toEqual([]);
	});

	it('is not told of where it says nothing', async () => {
		expect(await warningsOf('n8n_api_k3y')).toEqual([]);
	});
});

/** SECURITY: A client secret of fewer than 32 characters is refused. */
it.each([
	['clientId', 'missingCredential'],
	['clientSecret', 'badInput', 'S3cret-short-self-made'],
	['clientSecret', 'badInput', 'S3cret'.padEnd(31, '0')],
	['previousSecret', 'badInput', 'S3cret-short-self-made'],
	['clientSecret', 'missingCredential'],
	['n8nApiKey', 'missingCredential'],
	['n8nApiUrl', 'badInput', 'localhost:5678'],
	['n8nApiUrl', 'badInput', 'ftp://localhost'],
	['extraDomains', 'badInput', 'https://crm.example.com'],
])('refuses a %s: %s', async (field, code, value = ' ') => {
	const problem = await problemOf(async () => await open({ [field]: value }));
	expect(problem.code).toBe(code);
	expect(wordsOf(problem)).not.toMatch(/S3cret|k3y/);
});

it('lets requests to an account go nowhere else', async () => {
	const { httpTo } = await open({});
	const http = httpTo('example.amocrm.ru');
	const request = { method: 'GET', url: 'https://other.amocrm.ru/' } as const;
	expect((await problemOf(async () => await http(request))).code).toBe('refused');
});

it.each([
	['crm.example.com', true],
	['evil.com', false],
])('opens a http to a host below %s: %s', async (base, opens) => {
	const { functions, sent } = fakeFunctions(
		{ amoCrmIntegrationApi: credential },
		{ statusCode: 200, headers: {}, body: '' },
	);
	const { httpTo } = await openIntegration(functions);
	const host = `a.${base}`;
	const asked = await settle(httpTo(host)({ method: 'GET', url: `https://${host}/` }));
	expect(asked.ok).toBe(opens);
	expect(sent).toHaveLength(opens ? 1 : 0);
});
