import type { IDataObject } from 'n8n-workflow';

import { verifyState } from '../../../nodes/shared/oauth/state';
import {
	Account,
	CLIENT_ID,
	CLIENT_SECRET,
	install,
	integrationCredential,
	locator,
	N8nApi,
	runWorkflow,
} from '../support';
import { nodeType } from '../../../tools/system/manifest';

const integrationVerifier = { clientId: CLIENT_ID, secrets: [CLIENT_SECRET] };

const node = (operation: string, parameters: IDataObject = {}) => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	parameters: {
		authentication: 'installedAccount',
		resource: 'installedAccount',
		operation,
		...parameters,
	},
});

const shown = (account: Account, status = 'installed') => ({
	account: {
		id: account.id,
		domain: account.domain,
		subdomain: account.subdomain,
		platform: 'amocrm',
		name: account.card.name,
		externalId: '',
		labels: [],
	},
	integrationId: CLIENT_ID,
	status,
	via: 'widget',
	installedAt: '2026-01-31T10:00:00.000Z',
	tokens: { accessExpiresAt: expect.any(String), refreshExpiresAt: expect.any(String) },
	pausedAt: null,
	health: {
		renewedAt: status === 'installed' ? expect.any(String) : null,
		expiresAt: status === 'installed' ? expect.any(String) : null,
		failures: 0,
		lastErrorAt: null,
		lastError: null,
		lostAt: null,
		needsReconnect: false,
	},
});

/** Of a key that says nothing of itself. */
const KEY = { n8nApiKey: { expiresAt: null, warning: null } };

describe('installedAccount:', () => {
	it('getAll lists the accounts of this integration by status, without anything sealed', async () => {
		const api = new N8nApi();
		const [first, second, gone] = [new Account(), new Account(), new Account()];
		install(api, first);
		install(api, gone, { status: 'uninstalled', sealed: '' });
		install(api, second);
		install(api, new Account(), { integration_id: 'another' });

		const run = await runWorkflow({
			nodes: [node('getAll'), { ...node('getAll', { statuses: [], limit: 2 }), name: 'All' }],
			connections: {
				Start: { main: [[{ node: 'amoCRM', type: 'main', index: 0 }]] },
				amoCRM: { main: [[{ node: 'All', type: 'main', index: 0 }]] },
			},
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([
			{ ...shown(first), ...KEY },
			{ ...shown(second), ...KEY },
		]);
		expect(run.json('All').slice(0, 2)).toMatchObject([shown(first), shown(gone, 'uninstalled')]);
		for (const secret of ['refresh-1', first.token(), String(api.accounts[0].sealed)])
			expect(run.saved).not.toContain(secret);
	});

	it.each<[what: string, statuses: string, count: number]>([
		['a text with commas', 'installed, uninstalled', 2],
		['a word of which another is a part', 'uninstalled', 1],
	])('getAll reads statuses that an expression gives: %s', async (_what, statuses, count) => {
		const api = new N8nApi();
		install(api, new Account());
		install(api, new Account(), { status: 'uninstalled', sealed: '' });

		const run = await runWorkflow({
			nodes: [node('getAll', { statuses: '={{ $json.statuses }}' })],
			credentials: integrationCredential(api),
			input: [{ json: { statuses } }],
		});

		expect(run.json('amoCRM')).toHaveLength(count);
	});

	it.each([[null], [''], [[]]])(
		'getAll does not show all accounts where an expression for their status gave %j',
		async (statuses) => {
			const api = new N8nApi();
			install(api, new Account());

			const run = await runWorkflow({
				nodes: [node('getAll', { statuses: '={{ $json.statuses }}' })],
				credentials: integrationCredential(api),
				input: [{ json: { statuses } }],
			});

			expect(run.errorOf('amoCRM')?.message).toBe('The expression of "Statuses" gave nothing.');
		},
	);

	it('getAll makes the table where there is none', async () => {
		const api = new N8nApi();

		const run = await runWorkflow({
			nodes: [node('getAll')],
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([]);
		expect(api.tables.map(({ name }) => name)).toEqual(['amocrm_accounts']);
	});

	it("getAll says what is wrong with n8n's API key, without showing it", async () => {
		const api = new N8nApi();

		const run = await runWorkflow({
			nodes: [node('getAll')],
			credentials: integrationCredential(api, { n8nApiKey: 'a-wrong-key' }),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('answered 401');
		expect(run.errorOf('amoCRM')?.description).toContain('Settings > n8n API');
		expect(run.saved).not.toContain('a-wrong-key');
	});

	it('get shows one account, whatever it is named by', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);

		const run = await runWorkflow({
			nodes: [node('get', { account: locator('domain', '={{ $json.domain }}') })],
			credentials: integrationCredential(api),
			input: [{ json: { domain: account.subdomain } }, { json: { domain: account.url } }],
		});

		expect(run.error).toBeUndefined();
		const whole = { ...shown(account), ...KEY, history: [] };
		expect(run.json('amoCRM')).toEqual([whole, whole]);
	});

	it.each(['revoked', 'uninstalled'])('get shows an account that is %s, too', async (status) => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, { status });

		const run = await runWorkflow({
			nodes: [node('get', { account: locator('id', account.id) })],
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toMatchObject([{ status, history: [] }]);
	});

	/** SECURITY: The history of an account tells no token and no secret. */
	it('get tells what happened to an account, without anything secret', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account.api.post('/oauth2/access_token').reply(402, { status: 402 });
		account.api.post('/oauth2/access_token').reply(200, account.tokens('new', 'refresh-2'));
		const refresh = node('refreshTokens', { account: locator('id', account.id) });

		const run = await runWorkflow({
			nodes: [
				{ ...refresh, name: 'Refused', onError: 'continueRegularOutput' },
				{ ...refresh, name: 'Renewed' },
				{ ...node('get', { account: locator('id', account.id) }), name: 'Told' },
			],
			connections: {
				Start: { main: [[{ node: 'Refused', type: 'main', index: 0 }]] },
				Refused: { main: [[{ node: 'Renewed', type: 'main', index: 0 }]] },
				Renewed: { main: [[{ node: 'Told', type: 'main', index: 0 }]] },
			},
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
		expect(run.json('Told')).toMatchObject([
			{
				history: [
					{ at, what: 'refused', by: 'paymentRequired' },
					{ at, what: 'renewed', by: 'the node' },
				],
			},
		]);
		expect(JSON.stringify(run.json('Told'))).not.toMatch(/refresh-[12]|eyJ/);
	});

	it('getAll and get tell of an API key that ends soon', async () => {
		const account = new Account();
		const ends = new Date(Date.now() + 3 * 24 * 3_600_000);
		const claims = { exp: Math.floor(ends.getTime() / 1000) };
		const part = Buffer.from(JSON.stringify(claims)).toString('base64url');
		const api = new N8nApi(`e30.${part}.signature`);
		install(api, account);

		const run = await runWorkflow({
			nodes: [
				node('getAll'),
				{ ...node('get', { account: locator('id', account.id) }), name: 'Get' },
			],
			connections: {
				Start: { main: [[{ node: 'amoCRM', type: 'main', index: 0 }]] },
				amoCRM: { main: [[{ node: 'Get', type: 'main', index: 0 }]] },
			},
			credentials: integrationCredential(api),
		});

		const day = ends.toISOString().slice(0, 10);
		for (const name of ['amoCRM', 'Get'])
			expect(run.json(name)).toMatchObject([
				{
					n8nApiKey: {
						expiresAt: expect.stringContaining(day),
						warning: expect.stringContaining(`ends on ${day}`),
					},
				},
			]);
		expect(run.saved).not.toContain(part);
	});

	it('getAll shows an account whose row was changed by hand as one that nothing is done with', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		api.accounts[0].sealed = 'v2.AAAA';

		const run = await runWorkflow({
			nodes: [node('getAll', { statuses: ['unverified'] })],
			credentials: integrationCredential(api),
		});

		expect(run.json('amoCRM')).toMatchObject([
			{ account: { id: account.id, domain: account.domain }, status: 'unverified' },
		]);
	});

	it('remove forgets an account whose row was changed by hand, too', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		api.accounts[0].sealed = 'v2.AAAA';

		const run = await runWorkflow({
			nodes: [node('remove', { account: locator('id', account.id) })],
			credentials: integrationCredential(api),
		});

		expect(run.json('amoCRM')).toMatchObject([{ account: { id: account.id }, removed: true }]);
		expect(api.accounts).toEqual([]);
	});

	it('connectByCode exchanges the code and keeps the account', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api
			.post('/oauth2/access_token', {
				client_id: CLIENT_ID,
				client_secret: CLIENT_SECRET,
				grant_type: 'authorization_code',
				code: 'the-code',
				redirect_uri: 'https://n8n.example.com/webhook/hook/amocrm',
			})
			.reply(200, account.tokens());
		account.signed(account.token()).get('/api/v4/account').reply(200, account.card);

		const run = await runWorkflow({
			nodes: [node('connectByCode', { accountAddress: account.subdomain, code: ' the-code ' })],
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([
			{
				...shown(account),
				account: { ...shown(account).account, country: 'RU', currency: 'RUB', language: 'ru' },
				installedAt: expect.any(String),
				via: 'code',
				installedBy: { id: 9 },
				scopes: ['crm', 'notifications'],
				reinstalled: false,
			},
		]);
		expect(api.accounts).toMatchObject([
			{
				integration_id: CLIENT_ID,
				account_id: account.id,
				domain: account.domain,
				name: account.card.name,
				status: 'installed',
				via: 'code',
			},
		]);
		for (const secret of [account.token(), 'refresh-1', CLIENT_SECRET]) {
			expect(JSON.stringify(api.accounts)).not.toContain(secret);
			expect(JSON.stringify(run.json('amoCRM'))).not.toContain(secret);
		}
	});

	it('connectByCode says why a code did not work', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api
			.post('/oauth2/access_token')
			.reply(400, { hint: 'Authorization code has expired', status: 400 });

		const run = await runWorkflow({
			nodes: [node('connectByCode', { accountAddress: account.domain, code: 'the-code' })],
			credentials: integrationCredential(api),
		});

		expect(run.errorOf('amoCRM')?.message).toBe('The authorization code has expired.');
		expect(api.accounts).toEqual([]);
	});

	it('connectByCode sends no secret to an address that is not an account', async () => {
		const run = await runWorkflow({
			nodes: [node('connectByCode', { accountAddress: 'evil.example.com', code: 'the-code' })],
			credentials: integrationCredential(new N8nApi()),
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			'"evil.example.com" is not the address of an amoCRM account.',
		);
	});

	it('refreshTokens renews the pair now', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		const [{ sealed }] = structuredClone(api.accounts);
		account.api
			.post('/oauth2/access_token', (body: IDataObject) => body.refresh_token === 'refresh-1')
			.reply(200, account.tokens('new', 'refresh-2'));

		const run = await runWorkflow({
			nodes: [node('refreshTokens', { account: locator('id', account.id) })],
			credentials: integrationCredential(api),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([shown(account)]);
		expect(api.accounts[0].sealed).not.toBe(sealed);
		expect(api.accounts).toMatchObject([{ status: 'installed', lease: '' }]);
	});

	it('remove forgets the account', async () => {
		const api = new N8nApi();
		const [account, other] = [new Account(), new Account()];
		install(api, account);
		install(api, other);

		const run = await runWorkflow({
			nodes: [node('remove', { account: locator('list', String(account.id)) })],
			credentials: integrationCredential(api),
		});

		expect(run.json('amoCRM')).toEqual([{ ...shown(account), removed: true }]);
		expect(api.accounts.map(({ domain }) => domain)).toEqual([other.domain]);
	});

	it("createInstallLink makes a link and a button with the builder's data signed inside", async () => {
		const run = await runWorkflow({
			nodes: [
				node('createInstallLink', {
					state: '={{ JSON.stringify({ customer: $json.customer }) }}',
					buttonTitle: '"><b>Connect',
				}),
			],
			credentials: integrationCredential(new N8nApi()),
			input: [{ json: { customer: 17 } }, { json: { customer: 18 } }],
		});

		expect(run.error).toBeUndefined();
		const [link, other] = run.json('amoCRM') as Array<Record<string, string>>;
		const url = new URL(link.url);
		expect(url.origin + url.pathname).toBe('https://www.amocrm.ru/oauth');
		expect(url.searchParams.get('client_id')).toBe(CLIENT_ID);
		expect(url.searchParams.get('state')).toBe(link.state);
		expect(verifyState(link.state, integrationVerifier, new Date())).toEqual({ customer: 17 });
		expect(verifyState(other.state, integrationVerifier, new Date())).toEqual({ customer: 18 });
		expect(link.buttonHtml).toContain(link.state);
		expect(link.buttonHtml).not.toContain('<b>');
		expect(JSON.stringify(run.json('amoCRM'))).not.toContain(CLIENT_SECRET);
	});

	it('createInstallLink makes no link that ends at once where an expression gave nothing', async () => {
		const run = await runWorkflow({
			nodes: [node('createInstallLink', { validHours: '={{ $json.hours }}' })],
			credentials: integrationCredential(new N8nApi()),
			input: [{ json: { hours: '' } }],
		});

		const [{ expiresAt }] = run.json('amoCRM') as Array<Record<string, string>>;
		expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
	});
});
