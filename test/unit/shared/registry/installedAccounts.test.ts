import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { FakeAmo } from '../../support/amo';
import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { problemOf } from '../../support/problem';
import {
	addressOf,
	connection,
	newIntegration,
	withAccount,
	disabled,
} from '../../support/registry';
import { unseal } from '../../../../nodes/shared/registry/seal';
import { newKeys } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const HOUR = 3_600_000;
const THE_ACCOUNT = { accountId: 100 };

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

/** The first access token has run out; the refresh token has not. */
const aDayLater = () => jest.setSystemTime(NOW + 24 * HOUR);

describe('access', () => {
	it('does not read the table again and again', async () => {
		const { table, process, first } = await withAccount();
		const accounts = process();
		await accounts.access(THE_ACCOUNT);
		const reads = table.calls.find;
		for (const reference of [THE_ACCOUNT, { domain: 'example.amocrm.ru' }, THE_ACCOUNT]) {
			expect((await accounts.access(reference)).accessToken).toBe(first);
		}
		expect(table.calls.find).toBe(reads);
	});

	it('reads accounts that are met at the same time together: n8n reads the whole table for each call', async () => {
		const { accounts, process, table, amo } = newIntegration(new FakeAmo({ sub: '9' }));
		const addresses = Array.from({ length: 8 }, (_each, n) => addressOf(`example${n}`));
		for (const [n, address] of addresses.entries()) {
			amo.ids.set(address.domain, 200 + n);
			await accounts.connect(connection(`code-${n}`, { address }));
		}
		const started = process();
		const reads = table.calls.find;

		const met = await Promise.all(
			addresses.map(async ({ domain }) => (await started.access({ domain })).account.accountId),
		);

		expect(met).toEqual([200, 201, 202, 203, 204, 205, 206, 207]);
		// One by one it would be two for each.
		expect(table.calls.find - reads).toBeLessThanOrEqual(addresses.length);
	});

	it('renews ahead of the expiry, not long before it', async () => {
		const { accounts, amo, first } = await withAccount();
		jest.setSystemTime(NOW + 23 * HOUR);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(first);
		jest.setSystemTime(NOW + 24 * HOUR - 60_000);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).not.toBe(first);
		expect(amo.refreshes).toEqual([
			expect.objectContaining({
				refresh_token: 'refresh-1',
				redirect_uri: 'https://app.example/cb',
			}),
		]);
	});

	it.each([
		['that knows the account', true],
		['that has just started', false],
	])('renews once for 100 callers at once, in a process %s', async (_title, warm) => {
		const { accounts, process, amo } = await withAccount();
		aDayLater();
		const used = warm ? accounts : process();
		const all = await Promise.all(
			Array.from({ length: 100 }, async () => await used.access(THE_ACCOUNT)),
		);
		expect(amo.refreshes).toHaveLength(1);
		expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1);
	});

	it('takes the pair that another process renewed', async () => {
		const { accounts, process, amo } = await withAccount();
		aDayLater();
		const renewed = await process().access(THE_ACCOUNT);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(renewed.accessToken);
		expect(amo.refreshes).toHaveLength(1);
	});

	it('goes on with a token that still works where it cannot be renewed yet', async () => {
		const { accounts, amo, first } = await withAccount();
		amo.refusals.push(answer(403, '<html></html>'), answer(403, '<html></html>'));
		jest.setSystemTime(NOW + 24 * HOUR - 5 * 60_000);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(first);
		jest.setSystemTime(NOW + 24 * HOUR - 30_000);
		const problem = await problemOf(async () => await accounts.access(THE_ACCOUNT));
		expect(problem.code).toBe('blocked');
	});

	it('does not let one n8n use what another remembers', async () => {
		const { process } = await withAccount();
		const other = process({ clientSecret: 'another secret' });
		expect((await problemOf(async () => await other.access(THE_ACCOUNT))).code).toBe('storage');
	});
});

describe('after a 401', () => {
	it('takes the stored token if it is another by now', async () => {
		const { accounts, process, amo, first } = await withAccount();
		const other = process();
		await other.refresh(THE_ACCOUNT);
		const { accessToken } = await other.access(THE_ACCOUNT);
		expect(await accounts.accessAfter(100, first)).toMatchObject({ accessToken });
		expect(amo.refreshes).toHaveLength(1);
	});

	it('renews it if it is the refused one, once for all callers', async () => {
		const { accounts, amo, first } = await withAccount();
		const all = await Promise.all(
			Array.from({ length: 20 }, async () => await accounts.accessAfter(100, first)),
		);
		expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1);
		expect(all[0].accessToken).not.toBe(first);
		expect(amo.refreshes).toHaveLength(1);
	});
});

describe('an account that cannot be used', () => {
	it.each<[string, RegExp, (integration: Awaited<ReturnType<typeof withAccount>>) => unknown]>([
		[
			'uninstalled',
			/was disabled in the account 100/,
			async ({ accounts }) => await disabled(accounts, 100),
		],
		[
			'revoked',
			/account 100 no longer accepts/,
			async ({ accounts, amo }) => {
				amo.revoke();
				await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
			},
		],
	])('says so: %s', async (_status, sentence, end) => {
		const integration = await withAccount();
		const { process } = integration;
		await end(integration);
		const problem = await problemOf(async () => await process().access(THE_ACCOUNT));
		expect(problem.code).toBe('notInstalled');
		expect(problem.message).toMatch(sentence);
		expect(problem.description).toMatch(/install/i);
	});

	it('says so: unknown', async () => {
		const { accounts } = await withAccount();
		for (const reference of [{ accountId: 5 }, { domain: 'other.amocrm.ru' }]) {
			const problem = await problemOf(async () => await accounts.access(reference));
			expect(problem.code).toBe('notInstalled');
			expect(problem.message).toMatch(/has not installed/);
		}
	});

	it('belongs to another integration', async () => {
		const { process } = await withAccount();
		const other = process({ clientId: newKeys().clientId });
		expect((await problemOf(async () => await other.access(THE_ACCOUNT))).code).toBe(
			'notInstalled',
		);
		expect(await other.list()).toEqual([]);
	});
});

describe('uninstalling', () => {
	it('throws the tokens away at once, in memory too', async () => {
		const { accounts, table, keys } = await withAccount();
		expect(await disabled(accounts, 100)).toMatchObject({ status: 'uninstalled' });
		expect(table.accounts).toEqual([expect.objectContaining({ status: 'uninstalled' })]);
		const { sealed, account_id: accountId } = table.accounts[0];
		const row = { integrationId: keys.clientId, accountId, table: table.id };
		const seals = { clientId: keys.clientId, secrets: [keys.clientSecret] };
		expect(unseal(sealed, row, seals)?.value).toMatchObject({ status: 'uninstalled' });
		expect(JSON.stringify(unseal(sealed, row, seals))).not.toMatch(/refresh-1|eyJ/);
		const problem = await problemOf(async () => await accounts.access(THE_ACCOUNT));
		expect(problem.message).toContain('disabled');
		expect(await accounts.list()).toHaveLength(1);
	});

	it('of an account whose row does not open forgets that', async () => {
		const { process, table } = await withAccount();
		const changed = process({ clientSecret: 'new-S3cret' });
		expect(await disabled(changed, 100)).toMatchObject({
			status: 'uninstalled',
			domain: 'example.amocrm.ru',
		});
		expect(table.accounts).toEqual([]);
	});

	it('is told by one event, whichever processes hear of it at once, and however often they are asked', async () => {
		const { accounts, process } = await withAccount();
		const { connection: ended } = await accounts.statusOf(100);
		const end = async (by: typeof accounts, event: string) =>
			(await by.markUninstalled(100, ended, event))?.isFirst;
		const other = process();
		expect([await end(accounts, 'a'), await end(other, 'b'), await end(accounts, 'a')]).toEqual([
			true,
			false,
			true,
		]);
	});

	it('an account that is connected while the table is read for it is not taken for one that is gone', async () => {
		const { accounts, beside, table } = newIntegration();
		const page = table.page.bind(table);
		jest.spyOn(table, 'page').mockImplementationOnce(async (...asked) => {
			const before = await page(...asked);
			await beside().connect(connection('code-1'));
			return before;
		});
		expect(await accounts.find(100)).toBeUndefined();
		expect((await accounts.access(THE_ACCOUNT)).account).toMatchObject(THE_ACCOUNT);
	});

	it('ends no connection that was made after it was asked about', async () => {
		const { accounts, table } = await withAccount();
		const before = await accounts.statusOf(5);
		expect(before).toEqual({});
		const { connection: former } = await accounts.statusOf(100);
		await accounts.connect(connection('code-2'));
		for (const ended of [former, undefined])
			expect(await accounts.markUninstalled(100, ended, 'event')).toBeUndefined();
		expect(table.accounts).toMatchObject([{ status: 'installed' }]);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBeTruthy();
	});

	it('of an account that came with a newer secret meanwhile does nothing', async () => {
		const { process, table } = await withAccount();
		const former = process({ clientSecret: 'former-S3cret' });
		expect(await former.markUninstalled(100, undefined, 'event')).toBeUndefined();
		expect(table.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it('of an account that nobody knows does nothing', async () => {
		const { accounts, table } = await withAccount();
		expect(await disabled(accounts, 5)).toBeUndefined();
		expect(table.accounts).toEqual([expect.objectContaining({ status: 'installed' })]);
	});
});

describe('an account that is saved as a credential', () => {
	async function handedOver() {
		const integration = await withAccount();
		await integration.accounts.moveToCredential(100, async () => 'credential-1');
		return integration;
	}

	/** SECURITY: An account that is saved as a credential has no refresh token in the table any more. */
	it('has no tokens here any more, and says where they are', async () => {
		const { accounts, table, keys, amo } = await handedOver();
		const problem = await problemOf(async () => await accounts.access(THE_ACCOUNT));
		expect(problem.code).toBe('inCredential');
		expect(problem.details.hint).toMatch(/Choose that credential/);
		expect(table.accounts).toMatchObject([{ status: 'installed', integration_id: keys.clientId }]);
		expect(amo.refreshes).toEqual([]);
	});

	it('is known by its credential when it comes again, uninstalled meanwhile or not', async () => {
		const { accounts } = await handedOver();
		const known: unknown[] = [];
		const save = async ({ credentialId }: { credentialId?: string }) => {
			known.push(credentialId);
			return 'credential-1';
		};
		await accounts.connect(connection('code-2'));
		await accounts.moveToCredential(100, save);
		await disabled(accounts, 100);
		await accounts.connect(connection('code-3'));
		await accounts.moveToCredential(100, save);
		expect(known).toEqual(['credential-1', 'credential-1']);
	});

	it('lets go of its tokens here as soon as the table is back', async () => {
		const { accounts, table } = await withAccount();
		const work = accounts.moveToCredential(100, async () => {
			table.away = new AmoCrmProblem('storage', 'The table is away.');
			setTimeout(() => (table.away = undefined), 60_000);
			return 'credential-1';
		});
		expect(await settled(work)).toBe('credential-1');
		const problem = await problemOf(async () => await accounts.access(THE_ACCOUNT));
		expect(problem.code).toBe('inCredential');
	});

	it('keeps its tokens here where the credential cannot be written', async () => {
		const { accounts, first } = await withAccount();
		const refused = new Error('refused');
		await expect(
			accounts.moveToCredential(100, async () => await Promise.reject(refused)),
		).rejects.toBe(refused);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(first);
	});
});

it('forgets an account that is removed, whatever its status', async () => {
	const { accounts, table } = await withAccount();
	await disabled(accounts, 100);
	expect(await accounts.remove({ domain: 'example.amocrm.ru' })).toMatchObject(THE_ACCOUNT);
	expect(table.accounts).toEqual([]);
	expect((await problemOf(async () => await accounts.get(THE_ACCOUNT))).code).toBe('notInstalled');
});

it('tells before the first account whether one could be kept', async () => {
	const { accounts, table } = newIntegration();
	await accounts.checkStorage();
	table.away = new Error('The table is away.');
	await expect(accounts.checkStorage()).rejects.toBe(table.away);
});
