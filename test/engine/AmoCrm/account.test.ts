import {
	Account,
	Credentials,
	N8nApi,
	install,
	integrationCredential,
	locator,
	runWorkflow,
} from '../support';
import { nodeType } from '../../../tools/system/manifest';

const node = (authentication: string, parameters = {}) => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	typeVersion: 1,
	parameters: { authentication, resource: 'account', operation: 'get', ...parameters },
});

const oAuth2 = (account: Account, callbackQueryString: object, typed = account.domain) => ({
	amoCrmOAuth2Api: {
		accountAddress: typed,
		clientId: 'id',
		clientSecret: 'secret',
		oauthTokenData: {
			access_token: 'old',
			refresh_token: 'refresh-1',
			token_type: 'Bearer',
			callbackQueryString,
		},
	},
});

describe('account: get', () => {
	it('with a long-lived token, at the address that a person pasted', async () => {
		const account = new Account();
		account
			.signed(account.token())
			.get('/api/v4/account')
			.query({ with: 'amojo_id,task_types' })
			.reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('token', { with: ['amojo_id', 'task_types'] })],
			credentials: {
				amoCrmTokenApi: {
					accountAddress: ` https://${account.domain.toUpperCase()}/leads/list `,
					accessToken: account.token(),
				},
			},
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([{ json: account.card, pairedItem: { item: 0 } }]);
	});

	it.each([
		['amojo_id, task_types', 'amojo_id,task_types'],
		[['version'], 'version'],
	])('includes what an expression gives, %j', async (given, asked) => {
		const account = new Account();
		account.api.get('/api/v4/account').query({ with: asked }).reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('token', { with: `={{ ${JSON.stringify(given)} }}` })],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([account.card]);
	});

	it('with OAuth2, whose token n8n renews on 401', async () => {
		const account = new Account();
		// Once by itself, and once more in its turn, for n8n to renew the token.
		account.signed('old').get('/api/v4/account').times(2).reply(401, { status: 401 });
		account.api
			.post('/oauth2/access_token', {
				grant_type: 'refresh_token',
				refresh_token: 'refresh-1',
				client_id: 'id',
				client_secret: 'secret',
			})
			.reply(200, account.tokens('new', 'refresh-2'));
		account.signed(account.token('new')).get('/api/v4/account').reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('oAuth2')],
			credentials: oAuth2(account, { referer: account.domain }),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([account.card]);
		expect(run.hintsOf('amoCRM')).toEqual([]);
		expect(run.credentials.stored('amoCrmOAuth2Api').oauthTokenData).toMatchObject({
			access_token: account.token('new'),
			refresh_token: 'refresh-2',
			callbackQueryString: { referer: account.domain },
		});
	});

	it('with OAuth2 goes to the account that the person chose, and says so once', async () => {
		const account = new Account();
		account.signed('old').get('/api/v4/account').twice().reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('oAuth2')],
			credentials: oAuth2(account, { referer: account.domain }, 'typed'),
			input: [{ json: {} }, { json: {} }],
		});

		expect(run.json('amoCRM')).toEqual([account.card, account.card]);
		const [hint, ...others] = run.hintsOf('amoCRM');
		expect(hint.message).toContain('typed.amocrm.ru');
		expect(hint.message).toContain(account.domain);
		expect(others).toEqual([]);
	});

	it('never sends an OAuth2 token to a referer that is not an account', async () => {
		const account = new Account();

		const run = await runWorkflow({
			nodes: [node('oAuth2')],
			credentials: oAuth2(account, { referer: 'evil.example.com' }),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('evil.example.com');
	});

	it.each([
		['by its address', (account: Account) => locator('domain', account.domain)],
		['by its id', (account: Account) => locator('id', String(account.id))],
		['from the list', (account: Account) => locator('list', String(account.id))],
	])('in an installed account %s', async (_way, named) => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account.signed(account.token()).get('/api/v4/account').reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('installedAccount', { account: named(account) })],
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([account.card]);
	});

	it('in an installed account whose token was refused renews it once and keeps the new pair', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		const [{ sealed }] = structuredClone(api.accounts);
		account.signed(account.token()).get('/api/v4/account').reply(401, {});
		account.api
			.post('/oauth2/access_token', {
				grant_type: 'refresh_token',
				refresh_token: 'refresh-1',
				client_id: /.+/,
				client_secret: /.+/,
				redirect_uri: /.+/,
			})
			.reply(200, account.tokens('new', 'refresh-2'));
		account.signed(account.token('new')).get('/api/v4/account').reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('installedAccount', { account: locator('domain', account.domain) })],
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([account.card]);
		expect(api.accounts).toMatchObject([{ status: 'installed', lease: '' }]);
		expect(api.accounts[0].sealed).not.toBe(sealed);
	});

	it('serves many accounts in one run, each item in its own', async () => {
		const api = new N8nApi();
		const accounts = [new Account(), new Account()];
		for (const account of accounts) {
			install(api, account);
			account.signed(account.token()).get('/api/v4/account').reply(200, account.card);
		}

		const run = await runWorkflow({
			nodes: [
				node('installedAccount', { account: locator('domain', '={{ $json.account.domain }}') }),
			],
			credentials: integrationCredential(api),
			input: accounts.map(({ domain }) => ({ json: { account: { domain } } })),
		});

		expect(run.json('amoCRM')).toEqual(accounts.map(({ card }) => card));
	});

	it('says what to do where the integration was disabled, and sends nothing', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, { status: 'uninstalled', sealed: '' });

		const run = await runWorkflow({
			nodes: [node('installedAccount', { account: locator('domain', account.domain) })],
			credentials: integrationCredential(api),
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The integration was disabled in the account ${account.domain}.`,
		);
		expect(run.errorOf('amoCRM')?.description).toContain('Install the integration');
	});

	it('keeps every error beside its item with Continue On Fail', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account.signed(account.token()).get('/api/v4/account').reply(200, account.card);

		const run = await runWorkflow({
			nodes: [
				{
					...node('installedAccount', { account: locator('domain', '={{ $json.domain }}') }),
					onError: 'continueRegularOutput',
				},
			],
			credentials: integrationCredential(api),
			input: [{ json: { domain: 'stranger' } }, { json: { domain: account.domain } }],
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toMatchObject([
			{
				json: { error: 'The account stranger.amocrm.ru has not installed this integration.' },
				pairedItem: { item: 0 },
			},
			{ json: account.card, pairedItem: { item: 1 } },
		]);
	});

	it('leaves no token in what n8n saves of a failed run', async () => {
		const account = new Account();
		account.signed(account.token()).get('/api/v4/account').reply(403, '<html>blocked</html>');

		const run = await runWorkflow({
			nodes: [node('token')],
			credentials: await Credentials.of(account.credentials),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('is blocked');
		expect(run.saved).not.toContain(account.token());
		expect(run.saved).not.toContain('<html>');
	});
});
