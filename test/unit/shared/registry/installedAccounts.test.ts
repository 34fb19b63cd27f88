import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { answer } from '../../support/door';
import { problemOf, wordsOf } from '../../support/problem';
import { connection, newIntegration } from '../../support/registry';
import { newKeys, oauthError } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const HOUR = 3_600_000;
const THE_ACCOUNT = { accountId: 100 };

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

async function installed() {
	const integration = newIntegration();
	const first = await integration.accounts.connect(connection('code-1'));
	return { ...integration, first };
}

/** Lets all waiting pass, so that the work ends. */
async function settled<T>(work: Promise<T>): Promise<T> {
	const ended = work.catch(() => undefined);
	await jest.advanceTimersByTimeAsync(120_000);
	await ended;
	return await work;
}

/** The first access token has run out; the refresh token has not. */
const aDayLater = () => jest.setSystemTime(NOW + 24 * HOUR);

describe('access', () => {
	it('does not read the table again and again', async () => {
		const { table, process, first } = await installed();
		const accounts = process();
		await accounts.access(THE_ACCOUNT);
		const reads = table.calls.find;
		for (const reference of [THE_ACCOUNT, { domain: 'example.amocrm.ru' }, THE_ACCOUNT]) {
			expect((await accounts.access(reference)).accessToken).toBe(first.accessToken);
		}
		expect(table.calls.find).toBe(reads);
	});

	it('renews ahead of the expiry, not long before it', async () => {
		const { accounts, endpoint, first } = await installed();
		jest.setSystemTime(NOW + 23 * HOUR);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(first.accessToken);
		jest.setSystemTime(NOW + 24 * HOUR - 60_000);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).not.toBe(first.accessToken);
		expect(endpoint.refreshes).toEqual([
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
		const { accounts, process, endpoint } = await installed();
		aDayLater();
		const used = warm ? accounts : process();
		const all = await Promise.all(
			Array.from({ length: 100 }, async () => await used.access(THE_ACCOUNT)),
		);
		expect(endpoint.refreshes).toHaveLength(1);
		expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1);
	});

	it('takes the pair that another process renewed', async () => {
		const { accounts, process, endpoint } = await installed();
		aDayLater();
		const renewed = await process().access(THE_ACCOUNT);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(renewed.accessToken);
		expect(endpoint.refreshes).toHaveLength(1);
	});

	it('does not let one n8n use what another remembers', async () => {
		const { process } = await installed();
		const other = process({ clientSecret: 'another secret' });
		expect((await problemOf(async () => await other.access(THE_ACCOUNT))).code).toBe('storage');
	});
});

describe('a renewal', () => {
	it('stores the new pair before anyone uses it', async () => {
		const { accounts, table, process } = await installed();
		const before = table.rows[0].sealed;
		aDayLater();
		const { accessToken } = await accounts.access(THE_ACCOUNT);
		expect(table.rows[0]).toMatchObject({ access_expires_at: '2026-02-02T10:00:00.000Z' });
		expect(table.rows[0].sealed).not.toBe(before);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(accessToken);
	});

	it('stores it although somebody else changed the row meanwhile', async () => {
		const { accounts, table, process, endpoint } = await installed();
		const update = table.update.bind(table);
		jest.spyOn(table, 'update').mockImplementationOnce(async (match, changes) => {
			await update({ account_id: 100 }, { name: 'Example Ltd', version: 40 });
			return await update(match, changes);
		});
		const { accessExpiresAt } = await accounts.refresh(THE_ACCOUNT);
		expect(table.rows[0]).toMatchObject({
			name: 'Example Ltd',
			access_expires_at: accessExpiresAt,
		});
		await process().refresh(THE_ACCOUNT);
		expect(endpoint.refreshes.map(({ refresh_token }) => refresh_token)).toEqual([
			'refresh-1',
			'refresh-2',
		]);
	});

	it('does not lose the new pair where the table fails for a moment', async () => {
		const { accounts, table, process, endpoint } = await installed();
		aDayLater();
		const update = table.update.bind(table);
		let failed = false;
		jest.spyOn(table, 'update').mockImplementation(async (match, changes) => {
			if (failed || endpoint.refreshes.length === 0) return await update(match, changes);
			failed = true;
			throw new AmoCrmProblem('storage', 'The table is away.', { status: 503 });
		});
		await settled(accounts.access(THE_ACCOUNT)).catch(() => undefined);
		const { accessToken } = await settled(accounts.access(THE_ACCOUNT));
		expect([failed, endpoint.refreshes.length]).toEqual([true, 1]);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(accessToken);
	});

	it('does not overwrite a reinstall with a pair that the table did not take in time', async () => {
		const { accounts, table } = await installed();
		aDayLater();
		const { update } = table;
		const away = new AmoCrmProblem('storage', 'The table is away.', { status: 503 });
		table.update = async (match, changes) => {
			if (changes.sealed !== undefined) throw away;
			return await update.call(table, match, changes);
		};
		await expect(settled(accounts.access(THE_ACCOUNT))).rejects.toBe(away);
		table.update = update;
		const again = await accounts.connect(connection('code-2'));
		const { accessToken } = again;

		await settled(accounts.refresh(THE_ACCOUNT));

		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(accessToken);
	});

	it('is made by one of two processes that find it due at once; both go on', async () => {
		const { accounts, process, endpoint } = await installed();
		aDayLater();
		const both = [accounts, process()].map(async (used) => await used.access(THE_ACCOUNT));
		const [one, other] = await settled(Promise.all(both));
		expect(other.accessToken).toBe(one.accessToken);
		expect(endpoint.refreshes).toHaveLength(1);
	});

	it.each([
		['refused', answer(401, oauthError(401, 'Token has been revoked')), 'unauthorized'],
		['unavailable', answer(503, '<html></html>'), 'serverError'],
		['cut off', answer(200, '{"token_type":"Bea'), 'badAnswer'],
	])('that is %s leaves the old pair in its place', async (_title, refusal, code) => {
		const { accounts, table, process, endpoint } = await installed();
		const before = { ...table.rows[0] };
		endpoint.refusals.push(refusal);
		const problem = await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
		expect(problem.code).toBe(code);
		expect(wordsOf(problem)).not.toMatch(/refresh-1|S3cret/);
		expect(table.rows[0].sealed).toBe(before.sealed);
		await process().refresh(THE_ACCOUNT);
		expect(endpoint.refreshes.map(({ refresh_token }) => refresh_token)).toEqual([
			'refresh-1',
			'refresh-1',
		]);
	});

	it('that failed is not the answer to the next caller', async () => {
		const { accounts, endpoint } = await installed();
		endpoint.refusals.push(answer(503));
		await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
		expect(await accounts.refresh(THE_ACCOUNT)).toMatchObject({ accountId: 100 });
	});
});

describe('after a 401', () => {
	it('takes the stored token if it is another by now', async () => {
		const { accounts, process, endpoint, first } = await installed();
		const other = process();
		await other.refresh(THE_ACCOUNT);
		const { accessToken } = await other.access(THE_ACCOUNT);
		expect(await accounts.accessAfter(100, first.accessToken)).toBe(accessToken);
		expect(endpoint.refreshes).toHaveLength(1);
	});

	it('renews it if it is the refused one, once for all callers', async () => {
		const { accounts, endpoint, first } = await installed();
		const refused = first.accessToken;
		const all = await Promise.all(
			Array.from({ length: 20 }, async () => await accounts.accessAfter(100, refused)),
		);
		expect(new Set(all).size).toBe(1);
		expect(all[0]).not.toBe(refused);
		expect(endpoint.refreshes).toHaveLength(1);
	});
});

describe('an account that cannot be used', () => {
	const sentences: Array<[string, RegExp]> = [
		['uninstalled', /was disabled in the account 100/],
		['revoked', /account 100 no longer accepts/],
		['pending', /account 100 is not finished/],
	];

	it.each(sentences)('says so: %s', async (status, sentence) => {
		const { table, process } = await installed();
		table.rows[0].status = status;
		const problem = await problemOf(async () => await process().access(THE_ACCOUNT));
		expect(problem.code).toBe('notInstalled');
		expect(problem.message).toMatch(sentence);
		expect(problem.description).toMatch(/install/i);
	});

	it('says so: unknown', async () => {
		const { accounts } = await installed();
		for (const reference of [{ accountId: 5 }, { domain: 'other.amocrm.ru' }]) {
			const problem = await problemOf(async () => await accounts.access(reference));
			expect(problem.code).toBe('notInstalled');
			expect(problem.message).toMatch(/has not installed/);
		}
	});

	it('belongs to another integration', async () => {
		const { process } = await installed();
		const other = process({ clientId: newKeys().clientId });
		expect((await problemOf(async () => await other.access(THE_ACCOUNT))).code).toBe(
			'notInstalled',
		);
		expect(await other.list()).toEqual([]);
	});
});

describe('uninstalling', () => {
	it('throws the tokens away at once, in memory too', async () => {
		const { accounts, table } = await installed();
		expect(await accounts.markUninstalled(100)).toMatchObject({ status: 'uninstalled' });
		expect(table.rows).toEqual([expect.objectContaining({ status: 'uninstalled', sealed: '' })]);
		const problem = await problemOf(async () => await accounts.access(THE_ACCOUNT));
		expect(problem.message).toContain('disabled');
		expect(await accounts.list()).toHaveLength(1);
	});

	it('of an account that nobody knows does nothing', async () => {
		const { accounts, table } = await installed();
		expect(await accounts.markUninstalled(5)).toBeUndefined();
		expect(table.rows).toEqual([expect.objectContaining({ status: 'installed' })]);
	});
});

it('forgets an account that is removed, whatever its status', async () => {
	const { accounts, table } = await installed();
	await accounts.markUninstalled(100);
	expect(await accounts.remove({ domain: 'example.amocrm.ru' })).toMatchObject(THE_ACCOUNT);
	expect(table.rows).toEqual([]);
	expect((await problemOf(async () => await accounts.get(THE_ACCOUNT))).code).toBe('notInstalled');
});
