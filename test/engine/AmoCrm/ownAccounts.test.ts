import type { IDataObject } from 'n8n-workflow';

import { readSignedState } from '../../../nodes/shared/oauth/state';
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

const DAY = 24 * 3_600_000;

/** Runs operations on installed accounts, one after another; each is named by its place. */
async function run(api: N8nApi, ...steps: Array<[operation: string, parameters: IDataObject]>) {
	const nodes = steps.map(([operation, parameters], index) => ({
		name: `${operation} ${index}`,
		type: nodeType('amoCrm'),
		executeOnce: true,
		onError: 'continueRegularOutput' as const,
		parameters: {
			authentication: 'installedAccount',
			resource: 'installedAccount',
			operation,
			...parameters,
		} as never,
	}));
	const done = await runWorkflow({ nodes, credentials: integrationCredential(api) });
	return nodes.map(({ name }) => done.json(name));
}

const byId = ({ id }: Account) => ({ account: locator('id', id) });

const byOwnId = (externalId: string) => ({ account: locator('externalId', externalId) });

function two() {
	const api = new N8nApi();
	const accounts = [new Account(), new Account()] as const;
	for (const account of accounts) install(api, account);
	return { api, first: accounts[0], second: accounts[1] };
}

const withData = (updateFields: IDataObject) => ({ updateFields });

describe('installedAccount: update', () => {
	it('keeps an ID and labels, by which the account is found and shown', async () => {
		const { api, first } = two();

		const [updated, found, listed, others] = await run(
			api,
			[
				'update',
				{ ...byId(first), ...withData({ externalId: ' customer-17 ', labels: 'a, b,a' }) },
			],
			['get', byOwnId('customer-17')],
			['getAll', { filters: { labels: 'b' } }],
			['getAll', { filters: { externalId: 'customer-1' } }],
		);

		const account = { id: first.id, externalId: 'customer-17', labels: ['a', 'b'] };
		for (const items of [updated, found, listed]) expect(items).toMatchObject([{ account }]);
		expect(others).toEqual([]);
		expect(api.accounts[0]).toMatchObject({ external_id: 'customer-17', labels: 'a, b' });
	});

	it('adds and removes labels, and leaves alone what is not given', async () => {
		const { api, first } = two();

		const [, , after, emptied] = await run(
			api,
			['update', { ...byId(first), ...withData({ externalId: '17', labels: ['a', 'b'] }) }],
			['update', { ...byId(first), ...withData({ addLabels: 'c', removeLabels: 'a' }) }],
			['get', byOwnId('17')],
			['update', { ...byId(first), ...withData({ externalId: '', labels: '' }) }],
		);

		expect(after).toMatchObject([{ account: { externalId: '17', labels: ['b', 'c'] } }]);
		expect(emptied).toMatchObject([{ account: { externalId: '', labels: [] } }]);
	});

	it('gives no ID that another installed account has', async () => {
		const { api, first, second } = two();

		const [, refused] = await run(
			api,
			['update', { ...byId(first), ...withData({ externalId: '17' }) }],
			['update', { ...byId(second), ...withData({ externalId: '17' }) }],
		);

		expect(refused).toMatchObject([
			{ error: expect.stringContaining(`The account ${first.domain} has the ID "17"`) },
		]);
		expect(api.accounts[1]).toMatchObject({ external_id: '' });
	});

	it('with nothing to keep says so', async () => {
		const { api, first } = two();

		const [refused] = await run(api, ['update', { ...byId(first), ...withData({}) }]);

		expect(refused).toMatchObject([{ error: expect.stringContaining('Nothing was given') }]);
	});

	/** SECURITY: All that is acted on in the row of an account is sealed with it, and bound to its table,
	 * integration and account; its other columns are for people to read. */
	it('is what counts: an ID that was written into the table by hand leads to no account', async () => {
		const { api, first } = two();
		api.accounts[0].external_id = '17';

		const [found] = await run(api, ['get', byOwnId('17')]);

		expect(found).toMatchObject([{ error: expect.stringContaining('17 has not installed') }]);
		expect(first.id).toBe(api.accounts[0].account_id);
	});
});

describe('installedAccount: pause', () => {
	it('has nodes refuse with a sentence, and keeps the tokens alive', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, {
			refresh_expires_at: new Date(Date.now() + 40 * DAY).toISOString(),
		});
		account.api.post('/oauth2/access_token').reply(200, account.tokens('new', 'refresh-2'));
		const own = { resource: 'account', ...byId(account) };

		const [paused, refused, kept, listed] = await run(
			api,
			['pause', byId(account)],
			['get', own],
			['keepAlive', {}],
			['getAll', { filters: { paused: true } }],
		);

		expect(paused).toMatchObject([{ pausedAt: expect.any(String), status: 'installed' }]);
		expect(refused).toMatchObject([
			{ error: expect.stringContaining(`The account ${account.domain} is paused since`) },
		]);
		expect(kept).toMatchObject([{ result: 'refreshed', pausedAt: expect.any(String) }]);
		expect(listed).toHaveLength(1);
	});
});

describe('installedAccount: resume', () => {
	it('lets nodes act in the account again', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account.signed(account.token()).get('/api/v4/account').reply(200, account.card);

		const [, resumed, asked, shown] = await run(
			api,
			['pause', byId(account)],
			['resume', byId(account)],
			['get', { resource: 'account', ...byId(account) }],
			['get', byId(account)],
		);

		expect(resumed).toMatchObject([{ pausedAt: null }]);
		expect(asked).toMatchObject([{ id: account.id }]);
		expect(shown[0].history).toMatchObject([{ what: 'paused' }, { what: 'resumed' }]);
	});
});

describe('installedAccount: summary', () => {
	it('counts the accounts by their state, and lists those in trouble', async () => {
		const { api, first: unpaid, second: old } = two();
		const [revoked, gone] = [new Account(), new Account()];
		install(api, revoked, { status: 'revoked' });
		install(api, gone, { status: 'uninstalled', sealed: '' });
		const soon = new Account();
		install(api, soon, { refresh_expires_at: new Date(Date.now() + 10 * DAY).toISOString() });
		unpaid.api.post('/oauth2/access_token').reply(402, { status: 402 });

		const [, , [summary], troubled, healthy, needing, expiring] = await run(
			api,
			['refreshTokens', byId(unpaid)],
			['pause', byId(old)],
			['summary', {}],
			['getAll', { statuses: [], filters: { isFailing: true } }],
			['getAll', { filters: { isFailing: false, paused: false } }],
			['getAll', { statuses: [], filters: { needsReconnect: true } }],
			['getAll', { filters: { expiresWithinDays: 14 } }],
		);

		expect(summary).toMatchObject({
			accounts: {
				total: 5,
				installed: 3,
				uninstalled: 1,
				revoked: 1,
				pending: 0,
				unverified: 0,
				working: 1,
				failing: 0,
				lost: 2,
				needsReconnect: 1,
				paused: 1,
				expiring: 1,
			},
			errors: { paymentRequired: 1 },
			oldestToken: { account: { id: soon.id } },
			inTrouble: [{ account: { id: unpaid.id } }, { account: { id: revoked.id } }],
			storage: { usedBytes: expect.any(Number), limitBytes: 200 * 1024 * 1024, usedPercent: 1 },
			n8nApiKey: { expiresAt: null },
		});
		expect(troubled).toMatchObject([
			{
				account: { id: unpaid.id },
				health: {
					failures: 1,
					lastErrorAt: expect.any(String),
					lastError: { code: 'paymentRequired' },
					lostAt: expect.any(String),
					needsReconnect: false,
				},
			},
		]);
		expect(healthy).toMatchObject([{ account: { id: soon.id }, health: { failures: 0 } }]);
		expect(needing).toMatchObject([{ account: { id: revoked.id } }]);
		expect(expiring).toMatchObject([{ account: { id: soon.id } }]);
	});
});

describe('installedAccount: createReconnectLink', () => {
	it('makes a link that names the account in its signed state', async () => {
		const { api, first } = two();

		const [[link]] = await run(api, [
			'createReconnectLink',
			{ ...byId(first), state: { ticket: 5 }, validHours: 2 },
		]);

		const url = new URL(String(link.url));
		expect(url.origin + url.pathname).toBe('https://www.amocrm.ru/oauth');
		expect(url.searchParams.get('client_id')).toBe(CLIENT_ID);
		const verifier = { clientId: CLIENT_ID, secrets: [CLIENT_SECRET] };
		expect(readSignedState(url.searchParams.get('state'), verifier, new Date())).toEqual({
			data: { ticket: 5 },
			account: { onlyAccount: first.id },
		});
		expect(link).toMatchObject({ account: { id: first.id }, expiresAt: expect.any(String) });
	});
});
