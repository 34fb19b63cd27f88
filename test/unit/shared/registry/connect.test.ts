import { answer } from '../../support/door';
import { problemOf } from '../../support/problem';
import { ADDRESS, connection, newIntegration, TokenEndpoint } from '../../support/registry';
import { oauthError } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

describe('a new account', () => {
	it('is kept with all that may be shown, its tokens sealed', async () => {
		const { accounts, table, keys } = newIntegration();
		const connected = await accounts.connect(connection('code-1'));
		expect(connected).toMatchObject({
			reinstalled: false,
			refreshToken: 'refresh-1',
			claims: { accountId: 100, userId: 9, scopes: ['crm'] },
		});
		expect(table.rows).toEqual([
			expect.objectContaining({
				integration_id: keys.clientId,
				account_id: 100,
				domain: 'example.amocrm.ru',
				platform: 'amocrm',
				status: 'installed',
				via: 'widget',
				installed_at: '2026-01-31T10:00:00.000Z',
				access_expires_at: '2026-02-01T10:00:00.000Z',
			}),
		]);
		for (const secret of ['code-1', connected.accessToken, 'refresh-1', keys.clientSecret]) {
			expect(JSON.stringify(table.rows)).not.toContain(secret);
		}
	});

	it('is exchanged at its own address, with the Redirect URI of the call', async () => {
		const { accounts, endpoint } = newIntegration();
		await accounts.connect(connection('code-1', { redirectUri: 'https://app.example/other' }));
		expect(endpoint.requests).toEqual([
			expect.objectContaining({ code: 'code-1', redirect_uri: 'https://app.example/other' }),
		]);
	});

	it('is asked for its number where the token does not name it', async () => {
		const { accounts } = newIntegration(new TokenEndpoint({}));
		const accountIdOf = jest.fn(async () => 77);
		const { account, accessToken } = await accounts.connect(connection('code-1', { accountIdOf }));
		expect(account.accountId).toBe(77);
		expect(accountIdOf).toHaveBeenCalledWith(accessToken);
	});

	it('is not kept where the code is refused', async () => {
		const { accounts, table, endpoint } = newIntegration();
		endpoint.refusals.push(answer(400, oauthError(400, 'Authorization code has expired')));
		const problem = await problemOf(async () => await accounts.connect(connection('code-1')));
		expect(problem.code).toBe('codeExpired');
		expect(table.rows).toEqual([]);
	});
});

describe('the same account again', () => {
	it('keeps its row and name, and gets the new tokens', async () => {
		const { accounts, table, process } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.rename(100, 'Example Ltd');
		const [{ id }] = table.rows;
		const again = await accounts.connect(connection('code-2', { via: 'button' }));
		expect(again).toMatchObject({
			reinstalled: true,
			account: { name: 'Example Ltd', via: 'button' },
		});
		expect(table.rows).toEqual([expect.objectContaining({ id, name: 'Example Ltd' })]);
		const other = await process().access({ accountId: 100 });
		expect(other.accessToken).toBe(again.accessToken);
	});

	it('takes its row along to a new address', async () => {
		const { accounts, table } = newIntegration();
		await accounts.connect(connection('code-1'));
		const address = { ...ADDRESS, domain: 'renamed.amocrm.ru', subdomain: 'renamed' };
		await accounts.connect(connection('code-2', { address }));
		expect(table.rows.map(({ domain }) => domain)).toEqual(['renamed.amocrm.ru']);
		expect((await accounts.access({ domain: 'renamed.amocrm.ru' })).account.accountId).toBe(100);
		const former = await problemOf(async () => await accounts.access({ domain: ADDRESS.domain }));
		expect(former.code).toBe('notInstalled');
	});

	it('comes back after it was uninstalled', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.markUninstalled(100);
		expect((await accounts.connect(connection('code-2'))).reinstalled).toBe(true);
		expect((await accounts.access({ accountId: 100 })).account.status).toBe('installed');
	});
});

describe('connecting at the same moment', () => {
	it.each([
		['in one process', true],
		['in two processes', false],
	])('%s ends as one row with a pair that amoCRM gave', async (_title, together) => {
		const { accounts, table, endpoint, process } = newIntegration();
		const other = together ? accounts : process();
		const both = await Promise.all([
			accounts.connect(connection('code-1')),
			other.connect(connection('code-2')),
		]);
		expect(table.rows).toHaveLength(1);
		const { accessToken } = await process().access({ accountId: 100 });
		expect(both.map((connected) => connected.accessToken)).toContain(accessToken);
		await process().refresh({ accountId: 100 });
		expect(endpoint.refreshes).toHaveLength(1);
	});

	it('keeps two accounts of one integration apart', async () => {
		const { accounts, table } = newIntegration(new TokenEndpoint({}));
		const other = { ...ADDRESS, domain: 'other.amocrm.ru', subdomain: 'other' };
		await Promise.all([
			accounts.connect(connection('code-1')),
			accounts.connect(connection('code-2', { address: other, accountIdOf: async () => 200 })),
		]);
		expect(table.rows.map(({ account_id }) => account_id)).toEqual([100, 200]);
		expect((await accounts.list()).map(({ domain }) => domain)).toEqual([
			'example.amocrm.ru',
			'other.amocrm.ru',
		]);
	});
});

describe('connectedBy', () => {
	it('knows the code that connected the account, and no other', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		expect(await accounts.connectedBy('code-1', ADDRESS)).toMatchObject({ accountId: 100 });
		expect(await accounts.connectedBy('code-2', ADDRESS)).toBeUndefined();
		const elsewhere = { ...ADDRESS, domain: 'other.amocrm.ru' };
		expect(await accounts.connectedBy('code-1', elsewhere)).toBeUndefined();
	});

	it('still knows it after the tokens were renewed', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.refresh({ accountId: 100 });
		expect(await accounts.connectedBy('code-1', ADDRESS)).toMatchObject({ accountId: 100 });
	});

	it('knows nothing of an account that was uninstalled', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.markUninstalled(100);
		expect(await accounts.connectedBy('code-1', ADDRESS)).toBeUndefined();
	});
});
