import { saveAsCredential } from '../../../../nodes/shared/account/credentialSink';
import type { IntegrationKeys } from '../../../../nodes/shared/oauth/tokens';
import { settled } from '../../support/clock';
import { refusal } from '../../../../tools/n8n/fakeN8n';
import { problemOf } from '../../support/problem';
import { ADDRESS, wholeIntegration } from '../../support/registry';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** An integration, and how to connect its account and save that as a credential. */
function newSink() {
	const whole = wholeIntegration();
	const { integration } = whole;
	const connect = async (code: string, ownKeys?: IntegrationKeys) =>
		await settled(
			integration.accounts.connect({
				address: ADDRESS,
				code,
				redirectUri: integration.redirectUri,
				via: 'widget',
				ownKeys,
			}),
		);
	const save = async (connection: Awaited<ReturnType<typeof connect>>) =>
		await settled(saveAsCredential(integration, connection));
	return { ...whole, connect, save };
}

const NAME = 'Example Ltd (example.amocrm.ru)';

it('makes the credential that the Connect button would have left', async () => {
	const { connect, save, n8n, keys, accounts } = newSink();
	const connection = await connect('code-1');
	expect(await save(connection)).toEqual({ id: 'credential-1', name: NAME });
	expect([...n8n.credentials.values()]).toEqual([
		{
			name: NAME,
			type: 'amoCrmOAuth2Api',
			data: {
				...keys,
				accountAddress: 'example.amocrm.ru',
				oauthTokenData: {
					token_type: 'Bearer',
					access_token: connection.tokens?.accessToken,
					refresh_token: 'refresh-1',
					callbackQueryString: { referer: 'example.amocrm.ru' },
				},
			},
		},
	]);
	const problem = await problemOf(async () => await accounts.access({ accountId: 100 }));
	expect(problem.code).toBe('inCredential');
});

it.each([
	['a name of any length', 'Ж'.repeat(300)],
	['a name of characters that take two places', '🦆'.repeat(150)],
	['a name that just does not fit', 'x'.repeat(128 - ' (example.amocrm.ru)'.length + 1)],
])('cuts %s to what n8n takes, and leaves the domain whole', async (_title, name) => {
	const { connect, save } = newSink();
	const connection = await connect('code-1');
	connection.account.name = name;
	const saved = await save(connection);
	// n8n's API: "name" has 1 to 128 characters.
	expect(saved.name.length).toBeLessThanOrEqual(128);
	expect(saved.name).toMatch(/^[^\ud800-\udfff]*(?:🦆)*… \(example\.amocrm\.ru\)$/);
});

it('writes into the same credential when the account comes again', async () => {
	const { connect, save, n8n } = newSink();
	await save(await connect('code-1'));
	expect(await save(await connect('code-2'))).toEqual({ id: 'credential-1', name: NAME });
	expect([...n8n.credentials.values()]).toMatchObject([
		{ data: { oauthTokenData: { refresh_token: 'refresh-2' } } },
	]);
});

it('makes another where somebody deleted it', async () => {
	const { connect, save, n8n } = newSink();
	await save(await connect('code-1'));
	n8n.credentials.clear();
	n8n.credentials.set('of somebody else', { name: 'Other', type: 'httpBasicAuth', data: {} });
	expect(await save(await connect('code-2'))).toMatchObject({ id: 'credential-2' });
});

it('changes nothing where the tokens went there before', async () => {
	const { connect, save, n8n } = newSink();
	const connection = await connect('code-1');
	await save(connection);
	const calls = n8n.calls.length;
	const saved = await save({ ...connection, tokens: undefined });
	expect(saved).toEqual({ id: 'credential-1', name: NAME });
	expect(n8n.calls).toHaveLength(calls);
});

it('gives an external integration its own keys', async () => {
	const { connect, save, n8n } = newSink();
	const ownKeys = { clientId: 'external-1', clientSecret: 'external-S3cret' };
	await save(await connect('code-1', ownKeys));
	expect(n8n.credentials.get('credential-1')).toMatchObject({ data: ownKeys });
});

it('leaves the tokens where they are when n8n refuses', async () => {
	const { connect, save, n8n, accounts } = newSink();
	const connection = await connect('code-1');
	n8n.scripted.push(refusal(403, 'Forbidden'));
	const problem = await problemOf(async () => await save(connection));
	expect(problem.code).toBe('storage');
	expect(problem.message).toMatch(/403 to a request to save the account as a credential/);
	const { accessToken } = await accounts.access({ accountId: 100 });
	expect(accessToken).toBe(connection.tokens?.accessToken);
});

it('says so where there are no tokens to save', async () => {
	const { connect, save } = newSink();
	const connection = await connect('code-1');
	const problem = await problemOf(async () => await save({ ...connection, tokens: undefined }));
	expect(problem.message).toMatch(/tokens of example\.amocrm\.ru are gone/);
});
