import { TABLE_NAME } from '../../../../nodes/shared/registry/table';
import { settled } from '../../support/clock';
import { refusal } from '../../../../tools/n8n/fakeN8n';
import { A, B, act, connect, install, row, twoAccounts } from '../../support/twoAccounts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-01-31T10:00:00Z') }));
afterEach(() => jest.useRealTimers());

describe('the row that marks the table', () => {
	it('may be deleted by hand: the table is the one that was used, and is marked again', async () => {
		const environment = await twoAccounts();
		const [table] = environment.n8n.tables;
		table.rows = environment.rows();
		// As n8n answers while it restarts.
		environment.n8n.scripted.push(refusal(404, 'not found'));
		expect(await environment.first.accounts.list()).toMatchObject([A, B]);
		expect(table.rows.filter(({ status }) => status === 'table')).toHaveLength(1);
	});

	it('is sealed anew when the secret changes: a planted table takes its place no more than before', async () => {
		const environment = await twoAccounts();
		const clientSecret = 'new-S3cret'.padEnd(64, '0');
		const changed = await environment.process({ clientSecret, previousSecret: environment.secret });
		await settled(changed.accounts.list());
		await jest.advanceTimersByTimeAsync(0);
		environment.n8n.addTable(TABLE_NAME);
		await act(await environment.process({ clientSecret }), { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100]);
	});
});

describe('an account that installs again in the midst of', () => {
	it('its removal stays: only the row that was to go goes', async () => {
		const environment = await twoAccounts();
		const second = await environment.process();
		let isDone = false;
		environment.hooks.beforeN8n = async (method) => {
			if (method !== 'DELETE' || isDone) return;
			isDone = true;
			await connect(second, A.domain);
		};
		await settled(environment.first.accounts.remove({ accountId: 100 }));
		expect(isDone).toBe(true);
		await act(await environment.process(), { accountId: 100 });
		expect(environment.crm.reached).toEqual([100]);
	});

	it('its disabling stays: what was found out is about the tokens that it had', async () => {
		const environment = await twoAccounts();
		const { accounts } = environment.first;
		const { connection } = await accounts.statusOf(100);
		await install(environment.first, A.domain);
		const marked = await settled(accounts.markUninstalled(100, connection, 'event'));
		expect(marked).toBeUndefined();
		await act(environment.first, { accountId: 100 });
		expect(environment.crm.reached).toEqual([100]);
	});
});

describe('a renewal that fails', () => {
	it('is not tried again by each call, but later and later, and whenever somebody asks for it', async () => {
		const environment = await twoAccounts();
		const { crm, first } = environment;
		const answer = crm.answer.bind(crm);
		let asked = 0;
		let isBroken = true;
		crm.answer = (sent) => {
			if (sent.path !== '/oauth2/access_token' || !isBroken) return answer(sent);
			asked += 1;
			return { status: 400, headers: {}, text: '{}' };
		};
		// The token works for six more minutes.
		await jest.advanceTimersByTimeAsync(DAY - 6 * MINUTE);
		for (let second = 0; second < 4 * 60; second++) {
			await act(first, { accountId: 100 });
			await jest.advanceTimersByTimeAsync(1_000);
		}
		expect(crm.reached).toHaveLength(4 * 60);
		// After 5, 10, 20 and 40 seconds, then every minute.
		expect(asked).toBeLessThanOrEqual(8);
		isBroken = false;
		await settled(first.accounts.refresh({ accountId: 100 }));
		await act(first, { accountId: 100 });
		expect(row(environment, A)).toMatchObject({ lease: '', status: 'installed' });
	});
});

it('a row of yesterday that is put in anew takes nobody his address', async () => {
	const environment = await twoAccounts();
	const yesterday = structuredClone(row(environment, A));
	environment.crm.settle(A.accountId, 'alpha-new.amocrm.ru');
	await act(environment.first, { accountId: 100 });
	environment.crm.settle(B.accountId, A.domain);
	await jest.advanceTimersByTimeAsync(MINUTE);
	await install(environment.first, A.domain);
	const [table] = environment.n8n.tables;
	table.rows = table.rows.filter(({ account_id: id }) => id !== 100);
	// Its number is the greatest now.
	table.rows.push({ ...yesterday, id: 1_000 });
	environment.crm.sent.length = 0;
	await act(await environment.process(), { domain: A.domain });
	expect(environment.crm.reached).toEqual([200]);
});
