import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { problemOf } from '../../support/problem';
import { connection, withAccount } from '../../support/registry';

const THE_ACCOUNT = { accountId: 100 };
const MINUTE = 60_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A process that spent the refresh token and was stopped, with all that it waited for, before it heard of it. */
async function stalled(refusal?: ReturnType<typeof answer>) {
	const integration = await withAccount();
	const { accounts, amo } = integration;
	if (refusal) amo.refusals.push(refusal);
	const wake = amo.delayNext();
	const late = accounts.refresh(THE_ACCOUNT);
	late.catch(() => undefined);
	await jest.advanceTimersByTimeAsync(0);
	jest.clearAllTimers();
	return { ...integration, wake, late };
}

it('keeps other processes waiting while its holder lives, however long that takes', async () => {
	const { accounts, amo, process } = await withAccount();
	const arrive = amo.delayNext();
	const first = accounts.refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(0);
	const other = process().refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(4 * MINUTE);
	expect(amo.refreshes).toHaveLength(1);
	arrive();
	await first;
	await settled(other);
	expect(amo.refreshes).toHaveLength(1);
});

/** SECURITY: One process at a time renews the tokens of an account, however far clocks differ and however
 * slow the table is. */
it.each([
	['two minutes ahead', 2 * MINUTE],
	['two minutes behind', -2 * MINUTE],
])('keeps a process waiting whose clock is %s', async (_title, skew) => {
	const { accounts, amo, process } = await withAccount();
	const arrive = amo.delayNext();
	const first = accounts.refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(0);
	jest.setSystemTime(Date.now() + skew);
	const other = process().refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(MINUTE);
	arrive();
	await first;
	await settled(other);
	expect(amo.refreshes).toHaveLength(1);
});

/** SECURITY: One process at a time renews the tokens of an account, however far clocks differ and however
 * slow the table is. */
it('keeps a process waiting while each call to the table takes eight seconds', async () => {
	const { accounts, amo, process, table } = await withAccount();
	table.delayMs = 8_000;
	const arrive = amo.delayNext();
	const first = accounts.refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(20_000);
	const other = process().refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(3 * MINUTE);
	expect(amo.refreshes).toHaveLength(1);
	arrive();
	await settled(Promise.all([first, other]));
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

it('that the table did not take back keeps its own process from nothing', async () => {
	const { table, accounts, amo } = await withAccount();
	amo.refusals.push(answer(404));
	const update = table.update.bind(table);
	jest
		.spyOn(table, 'update')
		.mockImplementationOnce(update)
		.mockRejectedValueOnce(new Error('The table is away.'));
	await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
	expect(table.accounts[0].lease).not.toBe('');
	const start = Date.now();
	await accounts.refresh(THE_ACCOUNT);
	expect(Date.now()).toBe(start);
});

it('of a process that died is taken over after a few looks', async () => {
	const { process, amo, table } = await stalled();
	amo.refusals.push(answer(403, '<html></html>'));
	const { find } = table.calls;
	const problem = await problemOf(async () => await settled(process().refresh(THE_ACCOUNT)));
	expect(problem.code).toBe('blocked');
	expect(amo.refreshes).toHaveLength(2);
	expect(table.calls.find - find).toBeLessThan(20);
	expect(table.accounts).toMatchObject([{ lease: '' }]);
});

it('is not taken over by a process that was itself stopped meanwhile', async () => {
	const { accounts, amo, process } = await withAccount();
	const arrive = amo.delayNext();
	const first = accounts.refresh(THE_ACCOUNT);
	const other = process().refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(5_000);
	// The machine slept for an hour.
	jest.setSystemTime(Date.now() + 60 * MINUTE);
	await jest.advanceTimersByTimeAsync(6_000);
	expect(amo.refreshes).toHaveLength(1);
	arrive();
	await settled(Promise.all([first, other]));
	expect(amo.refreshes).toHaveLength(1);
});

it('that others hold for ever is given up with a sentence', async () => {
	const { accounts, amo, process } = await withAccount();
	amo.delayNext();
	void accounts.refresh(THE_ACCOUNT);
	await jest.advanceTimersByTimeAsync(0);
	const work = problemOf(async () => await process().refresh(THE_ACCOUNT));
	await jest.advanceTimersByTimeAsync(6 * MINUTE);
	const problem = await work;
	expect(problem.code).toBe('conflict');
	expect(problem.details.hint).toMatch(/Try again/);
});

describe('a holder that stalled', () => {
	it('brings the account back that another took for revoked', async () => {
		const { wake, late, process, table } = await stalled();
		const problem = await problemOf(async () => await settled(process().refresh(THE_ACCOUNT)));
		expect(problem.code).toBe('notInstalled');
		expect(table.accounts).toMatchObject([{ status: 'revoked' }]);
		wake();
		expect(await settled(late)).toMatchObject({ status: 'installed' });
		expect(table.accounts).toMatchObject([{ status: 'installed', lease: '' }]);
		expect(await process().refresh(THE_ACCOUNT)).toMatchObject(THE_ACCOUNT);
	});

	it('does not overwrite a newer pair, and goes on with that', async () => {
		const { wake, late, accounts, process } = await stalled();
		const { tokens } = await process().connect(connection('code-2'));
		wake();
		await settled(late);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(tokens?.accessToken);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(tokens?.accessToken);
	});

	it('does not end the lease of another when it fails', async () => {
		const { wake, late, amo, process, table } = await stalled(answer(403, '<html></html>'));
		const arrive = amo.delayNext();
		const other = process().refresh(THE_ACCOUNT);
		await jest.advanceTimersByTimeAsync(MINUTE);
		const { lease } = table.accounts[0];
		expect(amo.refreshes).toHaveLength(2);
		wake();
		expect((await problemOf(async () => await settled(late))).code).toBe('blocked');
		expect(lease).not.toBe('');
		expect(table.accounts).toMatchObject([{ lease }]);
		arrive();
		expect(await settled(other)).toMatchObject(THE_ACCOUNT);
	});

	it('does not mark an account as revoked that another renewed', async () => {
		const { wake, late, accounts, process, table } = await stalled(answer(401, ''));
		await settled(process().refresh(THE_ACCOUNT));
		wake();
		expect(await settled(late)).toMatchObject({ status: 'installed' });
		expect(table.accounts).toMatchObject([{ status: 'installed', lease: '' }]);
		const { accessToken } = await process().access(THE_ACCOUNT);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(accessToken);
	});
});
