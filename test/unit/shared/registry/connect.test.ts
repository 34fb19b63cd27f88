import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { answer } from '../../support/http';
import { problemOf } from '../../support/problem';
import { FakeAmo } from '../../support/amo';
import { settled } from '../../support/clock';
import {
	ADDRESS,
	addressOf,
	connection,
	cutOff,
	newIntegration,
	disabled,
} from '../../support/registry';
import { oauthError } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

describe('a new account', () => {
	/** SECURITY: The tokens of installed accounts are sealed by AES-256-GCM, with a key that HKDF-SHA256
	 * derives from the client secret: whoever reads the table has no token. */
	it('is kept with all that may be shown, its tokens sealed', async () => {
		const { accounts, table, keys } = newIntegration();
		const connected = await accounts.connect(connection('code-1'));
		expect(connected).toMatchObject({
			reinstalled: false,
			clientId: keys.clientId,
			tokens: { refreshToken: 'refresh-1' },
		});
		expect(table.accounts).toEqual([
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
		for (const secret of [
			'code-1',
			connected.tokens?.accessToken,
			'refresh-1',
			keys.clientSecret,
		]) {
			expect(JSON.stringify(table.accounts)).not.toContain(secret);
		}
	});

	it('is exchanged at its own address, with the Redirect URI of the call', async () => {
		const { accounts, amo } = newIntegration();
		await accounts.connect(connection('code-1', { redirectUri: 'https://app.example/other' }));
		expect(amo.requests).toEqual([
			expect.objectContaining({ code: 'code-1', redirect_uri: 'https://app.example/other' }),
		]);
	});

	it('is asked for its number where the token does not name it', async () => {
		const amo = new FakeAmo({});
		amo.ids.set(ADDRESS.domain, 77);
		const { accounts } = newIntegration(amo);
		const { account } = await accounts.connect(connection('code-1'));
		expect(account.accountId).toBe(77);
	});

	it('is not kept where the code is refused', async () => {
		const { accounts, table, amo } = newIntegration();
		amo.refusals.push(answer(400, oauthError(400, 'Authorization code has expired')));
		const problem = await problemOf(async () => await accounts.connect(connection('code-1')));
		expect(problem.code).toBe('codeExpired');
		expect(table.accounts).toEqual([]);
	});
});

it('that is written twice, because the answer to its first write was lost, is not called reinstalled', async () => {
	const { accounts, table } = newIntegration();
	const insert = table.insert.bind(table);
	jest.spyOn(table, 'insert').mockImplementationOnce(async (row) => {
		await insert(row);
		throw new AmoCrmProblem('storage', 'The answer was lost.');
	});
	expect(await settled(accounts.connect(connection('code-1')))).toMatchObject({
		reinstalled: false,
	});
	expect(table.accounts).toHaveLength(1);
	expect(await accounts.connect(connection('code-1', { mayBeUsed: true }))).toMatchObject({
		reinstalled: false,
	});
});

describe('the client secret', () => {
	/** SECURITY: The client secret goes only to a host that has answered an unsigned call as an account's API
	 * does, or to the address that amoCRM names for an installed account. */
	it('goes to no host that has not answered as an account does', async () => {
		const { accounts, amo } = newIntegration();
		amo.disguises.push(answer(404, '<html>Developers</html>'));
		const address = addressOf('nobody');
		const problem = await problemOf(
			async () => await accounts.connect(connection('code-1', { address })),
		);
		expect(problem.code).toBe('badAddress');
		expect(amo).toMatchObject({ looks: [address.domain], requests: [] });
	});

	it('goes to one that could not be asked only after that', async () => {
		const { accounts, amo } = newIntegration();
		const address = addressOf('silent');
		amo.disguises.push(answer(502, '<html></html>'));
		const connect = async () => await accounts.connect(connection('code-1', { address }));
		expect((await problemOf(connect)).code).toBe('serverError');
		expect(amo.requests).toEqual([]);
		await connect();
		expect(amo.looks).toHaveLength(2);
	});

	it('needs no look at an account that is known', async () => {
		const { accounts, amo } = newIntegration();
		const address = addressOf('known');
		await accounts.connect(connection('code-1', { address }));
		await jest.advanceTimersByTimeAsync(48 * 3_600_000);
		await accounts.connect(connection('code-2', { address }));
		expect(amo.looks).toHaveLength(1);
	});
});

describe('the same account again', () => {
	it('keeps its row and name, and gets the new tokens', async () => {
		const { accounts, table, process, amo } = newIntegration();
		await accounts.connect(connection('code-1'));
		const [{ id }] = table.accounts;
		amo.silence = answer(402, {});
		const again = await accounts.connect(connection('code-2', { via: 'button' }));
		expect(again).toMatchObject({
			reinstalled: true,
			account: { name: 'Example Ltd', via: 'button' },
		});
		expect(table.accounts).toEqual([expect.objectContaining({ id, name: 'Example Ltd' })]);
		const other = await process().access({ accountId: 100 });
		expect(other.accessToken).toBe(again.tokens?.accessToken);
	});

	it('takes its row along to a new address', async () => {
		const { accounts, table } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.connect(connection('code-2', { address: addressOf('renamed') }));
		expect(table.accounts).toEqual([
			expect.objectContaining({ domain: 'renamed.amocrm.ru', former_domains: ADDRESS.domain }),
		]);
	});

	it('comes back after the client secret was changed, which its old tokens do not open with', async () => {
		const { accounts, process, table } = newIntegration();
		await accounts.connect(connection('code-1'));
		const changed = process({ clientSecret: 'new-S3cret' });
		expect(await settled(changed.connect(connection('code-2')))).toMatchObject({
			reinstalled: true,
		});
		expect(table.accounts).toHaveLength(1);
		expect((await changed.access({ accountId: 100 })).account.status).toBe('installed');
	});

	it('comes back after it was uninstalled', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await disabled(accounts, 100);
		expect((await accounts.connect(connection('code-2'))).reinstalled).toBe(true);
		expect((await accounts.access({ accountId: 100 })).account.status).toBe('installed');
	});
});

describe('an account that came again and was cut off before it was settled', () => {
	/** Its row from before, and one with its new tokens. */
	async function twice() {
		const integration = newIntegration();
		await integration.accounts.connect(connection('code-1'));
		await cutOff(integration.accounts, connection('code-2'));
		return integration;
	}

	it('renews its new tokens, and keeps what it gets for them', async () => {
		const { amo, process } = await twice();
		await process().refresh({ accountId: 100 });
		await process().refresh({ accountId: 100 });
		expect(amo.shown).toEqual(['refresh-2', 'refresh-3']);
	});

	it('is uninstalled where it is disabled then', async () => {
		const { process, table } = await twice();
		await disabled(process(), 100);
		expect(table.accounts).toMatchObject([{ status: 'uninstalled' }]);
	});
});

describe('connecting at the same moment', () => {
	it.each([
		['in one process', true],
		['in two processes', false],
	])('%s ends as one row with a pair that amoCRM gave', async (_title, together) => {
		const { accounts, table, amo, process } = newIntegration();
		const other = together ? accounts : process();
		const both = await Promise.all([
			accounts.connect(connection('code-1')),
			other.connect(connection('code-2')),
		]);
		expect(table.accounts).toHaveLength(1);
		const { accessToken } = await process().access({ accountId: 100 });
		expect(both.map(({ tokens }) => tokens?.accessToken)).toContain(accessToken);
		expect(both.map(({ reinstalled }) => reinstalled)).toEqual([false, true]);
		await process().refresh({ accountId: 100 });
		expect(amo.refreshes).toHaveLength(1);
	});

	it('keeps two accounts of one integration apart', async () => {
		const { accounts, table, amo } = newIntegration(new FakeAmo({}));
		const other = { address: addressOf('other') };
		amo.ids.set(other.address.domain, 200);
		await Promise.all([
			accounts.connect(connection('code-1')),
			accounts.connect(connection('code-2', other)),
		]);
		expect(table.accounts.map(({ account_id }) => account_id)).toEqual([100, 200]);
		expect((await accounts.list()).map(({ domain }) => domain)).toEqual([
			'example.amocrm.ru',
			'other.amocrm.ru',
		]);
	});
});

describe('a table that is away after the code was exchanged', () => {
	const away = new AmoCrmProblem('storage', 'The table is away.', { status: 503 });

	const HOUR = 3_600_000;

	/** A pair that its caller could not wait for. */
	async function unsaved() {
		const whole = newIntegration();
		whole.table.away = away;
		await expect(settled(whole.accounts.connect(connection('code-1')))).rejects.toBe(away);
		expect(whole.accounts.holdsPairOf('code-1')).toBe(true);
		return whole;
	}

	it('gets the pair when it is back in a moment; the code is not asked for again', async () => {
		const { accounts, table, amo, process } = newIntegration();
		table.away = away;
		setTimeout(() => (table.away = undefined), 5_000);
		const { tokens } = await settled(accounts.connect(connection('code-1')));
		expect(amo.requests).toHaveLength(1);
		const { accessToken } = await process().access({ accountId: 100 });
		expect(accessToken).toBe(tokens?.accessToken);
	});

	// It was given up after 17 minutes.
	it('gets the pair when it is back after a day, with nobody waiting for it', async () => {
		const { accounts, table, process } = await unsaved();
		await jest.advanceTimersByTimeAsync(24 * HOUR);
		table.away = undefined;
		await jest.advanceTimersByTimeAsync(60_000);
		expect(accounts.holdsPairOf('code-1')).toBe(false);
		expect((await process().access({ accountId: 100 })).account.status).toBe('installed');
		expect(table.rows).toHaveLength(1);
	});

	it('gets it from whoever comes with the code again, and once', async () => {
		const { accounts, table, amo } = await unsaved();
		table.away = undefined;
		expect(await accounts.connect(connection('code-1'))).toMatchObject({ reinstalled: false });
		await jest.advanceTimersByTimeAsync(HOUR);
		expect(amo.requests).toHaveLength(1);
		expect(table.rows).toHaveLength(1);
	});
});

describe('an external integration', () => {
	const ownKeys = { clientId: 'external-1', clientSecret: 'external-S3cret' };
	const external = () => connection('code-1', { ownKeys });

	it('exchanges and renews with its own keys, which are kept sealed', async () => {
		const { accounts, amo, table, process } = newIntegration();
		expect((await accounts.connect(external())).clientId).toBe('external-1');
		await process().refresh({ accountId: 100 });
		const used = { client_id: 'external-1', client_secret: 'external-S3cret' };
		expect(amo.requests).toEqual([
			expect.objectContaining({ grant_type: 'authorization_code', ...used }),
			expect.objectContaining({ grant_type: 'refresh_token', ...used }),
		]);
		expect(JSON.stringify(table.accounts)).not.toMatch(/external-1|external-S3cret/);
	});

	it('is the one whose limits a call counts for', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(external());
		expect((await accounts.access({ accountId: 100 })).clientId).toBe('external-1');
		expect(await accounts.keptOf(100)).toMatchObject({ ownKeys });
		expect(await accounts.keptOf(5)).toBeUndefined();
	});

	it('is forgotten when the account comes by the integration itself', async () => {
		const { accounts, keys } = newIntegration();
		await accounts.connect(external());
		expect((await accounts.connect(connection('code-2'))).clientId).toBe(keys.clientId);
		expect((await accounts.keptOf(100))?.ownKeys).toBeUndefined();
	});
});
