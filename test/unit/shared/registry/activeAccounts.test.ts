import { ActiveAccounts } from '../../../../nodes/shared/registry/activeAccounts';
import { NewRows } from '../../../../nodes/shared/registry/newRows';
import type { StoredRow } from '../../../../nodes/shared/registry/table';
import { FakeAmo } from '../../support/amo';
import { settled } from '../../support/clock';
import { addressOf, connection, disabled, newIntegration } from '../../support/registry';

const HOUR = 3_600_000;

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-01-31T10:00:00Z') }));
afterEach(() => jest.useRealTimers());

/** Two processes: one watches the accounts, another connects and changes them. */
async function watched(installed: number) {
	// Its tokens do not name the account: that is asked.
	const { table, accounts, rows, amo } = newIntegration(new FakeAmo({ sub: '9' }));
	const install = async (number: number, code = `code-${number}`) => {
		const address = addressOf(`account-${number}`);
		amo.ids.set(address.domain, number);
		await settled(accounts.connect(connection(code, { address })));
	};
	for (let number = 1; number <= installed; number++) await install(number);
	const watching = new ActiveAccounts(rows());
	const read = async () => (await watching.read()).map(({ accountId }) => accountId);
	return { table, accounts, install, read };
}

it('reads only what has changed after the first time', async () => {
	const { table, read } = await watched(3);
	expect(await read()).toEqual([1, 2, 3]);
	const before = table.rowsRead;
	expect(await read()).toEqual([1, 2, 3]);
	expect(table.rowsRead - before).toBe(0);
});

it('sees what another process does with an account', async () => {
	const { accounts, install, read } = await watched(2);
	expect(await read()).toEqual([1, 2]);
	await install(3);
	expect(await read()).toEqual([1, 2, 3]);
	await accounts.pause({ accountId: 1 });
	expect(await read()).toEqual([2, 3]);
	await accounts.resume({ accountId: 1 });
	await accounts.remove({ accountId: 2 });
	expect((await read()).sort()).toEqual([1, 3]);
	await disabled(accounts, 3);
	expect(await read()).toEqual([1]);
	// Its new row is merged into the old one at once.
	await install(3, 'code-again');
	await jest.advanceTimersByTimeAsync(0);
	expect((await read()).sort()).toEqual([1, 3]);
});

it('knows the latest of what the builder keeps with an account', async () => {
	const { accounts, rows } = newIntegration();
	await settled(accounts.connect(connection('code-1')));
	const watching = new ActiveAccounts(rows());
	await watching.read();
	await accounts.update({ accountId: 100 }, () => ({ externalId: 'own-1', labels: ['vip'] }));
	expect(await watching.read()).toMatchObject([{ externalId: 'own-1', labels: ['vip'] }]);
});

it('reads all again once an hour, should somebody have removed a row by hand', async () => {
	const { table, read } = await watched(2);
	await read();
	table.rows = table.rows.filter(({ account_id: id }) => id !== 1);
	await jest.advanceTimersByTimeAsync(HOUR);
	expect(await read()).toEqual([2]);
});

it('tells each new row once, also one that appears after a later one', () => {
	const row = (id: number) => ({ id }) as StoredRow;
	const news = new NewRows(10);
	expect(news.take([row(12)])).toEqual([row(12)]);
	expect(news.since).toBe(10);
	expect(news.take([row(11), row(12)])).toEqual([row(11)]);
	expect(news.take([row(10), row(11), row(12)])).toEqual([]);
	news.take([row(100)]);
	expect(news.since).toBe(90);
});
