import { createHash } from 'node:crypto';

import { Account, CLIENT_ID, CLIENT_SECRET, install, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call, expectInstall } from './calls';

useStoppedClock();

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const installed = (account: Account, via: string) => ({
	id: expect.stringMatching(UUID),
	event: 'installed',
	via,
	receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
	account: {
		id: account.id,
		domain: account.domain,
		subdomain: account.subdomain,
		platform: 'amocrm',
		name: account.card.name,
		externalId: '',
		labels: [],
		country: 'RU',
		currency: 'RUB',
		language: 'ru',
	},
	installedBy: { id: 9 },
	integrationId: CLIENT_ID,
	scopes: ['crm', 'notifications'],
	state: {},
	reinstalled: false,
	tokens: {
		accessExpiresAt: expect.stringMatching(/Z$/),
		refreshExpiresAt: expect.stringMatching(/Z$/),
	},
});

describe('an account installs', () => {
	it('by the widget: OK for the server, tokens stored, one item', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-widget');

		const { response, items, result, logged } = await call(api, {
			code: 'c-widget',
			referer: account.domain,
			from_widget: '1',
			client_id: CLIENT_ID,
			platform: '1',
		});

		expect(response).toMatchObject({ status: 200, body: 'OK', ended: true });
		expect(result.noWebhookResponse).toBe(true);
		expect(items).toEqual([installed(account, 'widget')]);
		expect(logged).toEqual([]);
		expect(api.accounts).toMatchObject([
			{ account_id: account.id, domain: account.domain, status: 'installed', via: 'widget' },
		]);
	});

	/** SECURITY: Pages after an install pass the authorization code in their address on to nobody. */
	it('by a button: a page for the person, and the state as it came', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-button');

		const { response, items } = await call(
			api,
			{ code: 'c-button', referer: account.domain, state: 'my-state' },
			{},
			{ headers: { 'Accept-Language': 'ru-RU,ru;q=0.9' } },
		);

		expect(response).toMatchObject({ status: 200, ended: true });
		expect(response.headers).toMatchObject({
			'content-type': 'text/html; charset=utf-8',
			'referrer-policy': 'no-referrer',
			'cache-control': 'no-store',
			'content-security-policy': expect.stringContaining("default-src 'none'"),
		});
		expect(response.body).toContain('Аккаунт подключён');
		expect(response.body).toContain(account.domain);
		expect(items).toEqual([{ ...installed(account, 'button'), state: { raw: 'my-state' } }]);
	});

	/** SECURITY: No token, secret or code comes into an item, a page or the log, unless the builder chooses
	 * **Include Tokens**. */
	it('puts no token, secret or code into item, page or log', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-secret');

		const { response, items, logged } = await call(api, {
			code: 'c-secret',
			referer: account.domain,
		});

		const everything = JSON.stringify({ response, items, logged, rows: api.rows });
		for (const secret of [account.token(), 'refresh-1', CLIENT_SECRET, 'c-secret', api.key])
			expect(everything).not.toContain(secret);
	});

	/** SECURITY: No token, secret or code comes into an item, a page or the log, unless the builder chooses
	 * **Include Tokens**. */
	it('includes the tokens where the builder asks for them', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-tokens');

		const { items } = await call(
			api,
			{ code: 'c-tokens', referer: account.domain },
			{ options: { includeTokens: true } },
		);

		expect(items).toMatchObject([
			{
				tokens: {
					accessToken: account.token(),
					refreshToken: 'refresh-1',
					accessExpiresAt: expect.any(String),
				},
			},
		]);
	});

	it('shows no token where an expression says no in a word', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-word');

		const { items } = await call(
			api,
			{ code: 'c-word', referer: account.domain },
			{ options: { includeTokens: '={{ "false" }}' } },
		);

		expect(items).toMatchObject([{ event: 'installed' }]);
		expect(JSON.stringify(items)).not.toContain('refresh-1');
	});

	it('starts for no event of which the name of a chosen one is a part', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-part');

		const { items } = await call(
			api,
			{ code: 'c-part', referer: account.domain },
			{ events: '={{ "uninstalled, failed" }}' },
		);

		expect(items).toEqual([]);
	});

	it('again: one row, and the item says so', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, { status: 'uninstalled', sealed: '' });
		expectInstall(account, 'c-again');

		const { items } = await call(api, {
			code: 'c-again',
			referer: account.domain,
			from_widget: '1',
		});

		expect(items).toMatchObject([{ event: 'installed', reinstalled: true }]);
		expect(api.accounts).toMatchObject([{ status: 'installed', account_id: account.id }]);
	});

	it('uses the address of the call as Redirect URI where the credential names none', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-redirect', {
			redirectUri: 'https://n8n.example.com/webhook/hook-0/amocrm',
		});

		const { items } = await call(
			api,
			{ code: 'c-redirect', referer: account.domain },
			{ credential: { redirectUri: '' } },
		);

		expect(items).toMatchObject([{ event: 'installed' }]);
	});

	it("sends the browser to the builder's own page", async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-page');

		const { response } = await call(
			api,
			{ code: 'c-page', referer: account.domain },
			{ options: { successUrl: 'https://example.com/welcome?a=1' } },
		);

		expect(response.status).toBe(302);
		expect(response.headers.location).toBe(
			`https://example.com/welcome?a=1&event=installed&account=${account.domain}`,
		);
	});

	it('stores the account but starts nothing where installs are not among the events', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-filter');

		const { items, result } = await call(
			api,
			{ code: 'c-filter', referer: account.domain },
			{ events: ['uninstalled'] },
		);

		expect(items).toEqual([]);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});
});

describe('a code that comes twice', () => {
	it('is exchanged once; the second call sees the page of the first and starts nothing', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-twice');
		const query = { code: 'c-twice', referer: account.domain };

		const [first, second] = await Promise.all([call(api, query), call(api, query)]);
		const third = await call(api, query);

		expect(first.items).toHaveLength(1);
		for (const { items, response } of [second, third]) {
			expect(items).toEqual([]);
			expect(response).toMatchObject({ status: 200, body: first.response.body });
		}
	});

	it('to another process, or after a restart, leads the browser to the page of the account', async () => {
		const api = new N8nApi();
		const account = new Account();
		const codeHash = createHash('sha256').update('c-elsewhere').digest('base64url');
		install(api, account, {}, { codeHash });
		account.api
			.post('/oauth2/access_token')
			.reply(400, { hint: 'Authorization code has been revoked', status: 400 });

		const { response, items } = await call(api, { code: 'c-elsewhere', referer: account.domain });

		expect(response.status).toBe(200);
		expect(response.body).toContain('Account connected');
		expect(items).toEqual([]);
	});
});
