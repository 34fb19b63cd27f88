import { settled } from '../../support/clock';
import { answer } from '../../support/door';
import { problemOf } from '../../support/problem';
import { connection, withAccount, install } from '../../support/registry';

const THE_ACCOUNT = { accountId: 100 };
/** After this time a lease is another's to take. */
const LEASE_MS = 120_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A process that spent the refresh token and did not hear of it until its lease ran out. */
async function stalled(refusal?: ReturnType<typeof answer>) {
	const integration = await withAccount();
	const { accounts, amo } = integration;
	if (refusal) amo.refusals.push(refusal);
	const wake = amo.delayNext();
	const late = accounts.refresh(THE_ACCOUNT);
	late.catch(() => undefined);
	await jest.advanceTimersByTimeAsync(LEASE_MS + 1);
	return { ...integration, wake, late };
}

it('keeps other processes waiting while its holder may live', async () => {
	const { accounts, amo, process } = await withAccount();
	const arrive = amo.delayNext();
	const first = accounts.refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(0);
	const other = process().refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(LEASE_MS / 2);
	expect(amo.refreshes).toHaveLength(1);
	arrive();
	await first;
	await settled(other);
	expect(amo.refreshes).toHaveLength(1);
});

it('is known as its own by a process that did not hear that it was written', async () => {
	const { table, accounts, amo } = await withAccount();
	const update = table.update.bind(table);
	jest.spyOn(table, 'update').mockImplementationOnce(async (match, changes) => {
		await update(match, changes);
		return [];
	});
	await accounts.refresh(THE_ACCOUNT);
	expect(amo.refreshes).toHaveLength(1);
});

it('of a process that died is taken over when its time is up', async () => {
	const { table, process, amo } = await withAccount();
	Object.assign(table.rows[0], { lease: 'dead', lease_until: Date.now() + LEASE_MS });
	const start = Date.now();
	await settled(process().refresh(THE_ACCOUNT));
	expect(Date.now() - start).toBeGreaterThanOrEqual(LEASE_MS);
	expect(amo.refreshes).toHaveLength(1);
	expect(table.rows).toMatchObject([{ lease: '', lease_until: 0 }]);
});

it('that others hold for ever is given up with a sentence', async () => {
	const { table, process } = await withAccount();
	const work = settled(process().refresh(THE_ACCOUNT));
	table.rows[0].lease_until = Date.now() + 10 * LEASE_MS;
	const problem = await problemOf(async () => await work);
	expect(problem.code).toBe('conflict');
	expect(problem.details.hint).toMatch(/Try again/);
});

describe('a holder that stalled', () => {
	it('brings the account back that another took for revoked', async () => {
		const { wake, late, process, table } = await stalled();
		const problem = await problemOf(async () => await process().refresh(THE_ACCOUNT));
		expect(problem.code).toBe('notInstalled');
		expect(table.rows).toMatchObject([{ status: 'revoked' }]);
		wake();
		expect(await late).toMatchObject({ status: 'installed' });
		expect(table.rows).toMatchObject([{ status: 'installed', lease: '' }]);
		expect(await process().refresh(THE_ACCOUNT)).toMatchObject(THE_ACCOUNT);
	});

	it('does not overwrite a newer pair, and goes on with that', async () => {
		const { wake, late, accounts, process } = await stalled();
		const { tokens } = await install(process(), connection('code-2'));
		wake();
		await late;
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(tokens?.accessToken);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(tokens?.accessToken);
	});

	it('does not end the lease of another when it fails', async () => {
		const { wake, late, amo, process, table } = await stalled(answer(403, '<html></html>'));
		const arrive = amo.delayNext();
		const other = process().refresh(THE_ACCOUNT);
		await jest.advanceTimersByTimeAsync(0);
		const { lease, lease_until } = table.rows[0];
		wake();
		expect((await problemOf(async () => await late)).code).toBe('blocked');
		expect(lease).not.toBe('');
		expect(table.rows).toMatchObject([{ lease, lease_until }]);
		arrive();
		expect(await other).toMatchObject(THE_ACCOUNT);
	});

	it('does not mark an account as revoked that another renewed', async () => {
		const { wake, late, accounts, process, table } = await stalled(answer(401, ''));
		await process().refresh(THE_ACCOUNT);
		wake();
		expect(await late).toMatchObject({ status: 'installed' });
		expect(table.rows).toMatchObject([{ status: 'installed', lease: '' }]);
		const { accessToken } = await process().access(THE_ACCOUNT);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(accessToken);
	});
});
