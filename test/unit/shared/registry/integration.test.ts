import { openIntegration } from '../../../../nodes/shared/registry/integration';
import { fakeFunctions } from '../../support/functions';
import { problemOf, wordsOf } from '../../support/problem';

const credential = {
	clientId: ' integration-1 ',
	clientSecret: 'S3cret',
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
		keys: { clientId: 'integration-1', clientSecret: 'S3cret' },
		redirectUri: 'https://app.example/cb',
		extraDomains: ['crm.example.com'],
		n8nApi: { baseUrl: 'http://localhost:5678', apiKey: 'k3y' },
	});
});

it.each([
	['http://localhost:5678/', 'http://localhost:5678'],
	['http://localhost:5678/api', 'http://localhost:5678'],
	['http://localhost:5678/api/v1/', 'http://localhost:5678'],
	['https://n8n.example/base/', 'https://n8n.example/base'],
	['', 'https://n8n.example'],
	['  ', 'https://n8n.example'],
])('takes %j for the n8n at %s', async (n8nApiUrl, baseUrl) => {
	expect((await open({ n8nApiUrl })).n8nApi.baseUrl).toBe(baseUrl);
});

it.each([
	['clientId', 'missingCredential'],
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
	const { doorTo } = await open({});
	const door = doorTo('example.amocrm.ru');
	const request = { method: 'GET', url: 'https://other.amocrm.ru/' } as const;
	expect((await problemOf(async () => await door(request))).code).toBe('refused');
});
