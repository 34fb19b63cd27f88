import type { Integration } from '../../../../nodes/shared/registry/integration';
import { seal } from '../../../../nodes/shared/registry/seal';
import { TABLE_NAME } from '../../../../nodes/shared/registry/table';
import { disabled } from '../../support/registry';
import { settled } from '../../support/clock';
import { newNeighbourhood, type Neighbourhood } from '../../support/crmHosts';
import { refusal, type Row } from '../../../../tools/n8n/fakeN8n';
import { A, B, act, install, row, twoAccounts } from '../../support/twoAccounts';
import { problemOf } from '../../support/problem';

const HOUR = 3_600_000;

/** No request with a token or the secret went to any host but those of the accounts, and their shard. */
function expectNoLeak({ crm }: Pick<Neighbourhood, 'crm'>, ...hosts: string[]): void {
	const listed = new Set([A.domain, B.domain, 'api-b.amocrm.ru', ...hosts]);
	expect(crm.sent.filter(({ host }) => !listed.has(host))).toEqual([]);
}

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-01-31T10:00:00Z') }));
afterEach(() => jest.useRealTimers());

describe('a hostile neighbour edits a row', () => {
	/** SECURITY: Nothing that is stored, called or answered can widen that list. */
	/** SECURITY: All that is acted on in the row of an account is sealed with it, and bound to its table,
	 * integration and account; its other columns are for people to read. */
	it.each<[string, Row]>([
		['its domain to a host of his', { domain: 'evil.com' }],
		['its domain to an account of his', { domain: 'evil.amocrm.ru' }],
		['its domain to another installed account', { domain: B.domain }],
		['its former domains', { former_domains: 'evil.com beta.amocrm.ru' }],
		['its status to uninstalled', { status: 'uninstalled' }],
		['its status to revoked', { status: 'revoked' }],
		['its status to nonsense', { status: 'x' }],
		['its lease', { lease: 'x', lease_until: 9e12 }],
		['its version back', { version: 0 }],
		['its version on', { version: 1_000 }],
		['its expiry', { access_expires_at: '2099-01-01T00:00:00.000Z', refresh_expires_at: '' }],
	])('%s: calls and renewals go on as before', async (_title, edit) => {
		const environment = await twoAccounts();
		Object.assign(row(environment, A), edit);
		const second = await environment.process();
		for (const used of [environment.first, second]) {
			await act(used, { accountId: A.accountId });
			await act(used, { domain: A.domain });
			await act(used, { accountId: B.accountId });
			await act(used, { domain: B.domain });
		}
		expect(environment.crm.reached).toEqual([100, 100, 200, 200, 100, 100, 200, 200]);
		await settled(second.accounts.refresh({ accountId: A.accountId }));
		await act(environment.first, { accountId: A.accountId });
		expect(environment.crm.reached).toHaveLength(9);
		expectNoLeak(environment);
		// The next write has put the columns right.
		expect(row(environment, A)).toMatchObject({ domain: A.domain, status: 'installed', lease: '' });
	});

	it('to be found by an address that is not its own, which leads nowhere', async () => {
		const environment = await twoAccounts();
		row(environment, A).domain = 'evil.amocrm.ru';
		const second = await environment.process();
		const problem = await problemOf(async () => await act(second, { domain: 'evil.amocrm.ru' }));
		expect(problem.code).toBe('storage');
		expect(problem.message).toMatch(/does not verify/);
		expect(environment.crm.sent).toEqual([]);
	});

	/** SECURITY: A row of an account that does not verify is refused, which is said once in the log, and never
	 * acted on. */
	it.each<[string, (environment: Neighbourhood) => void]>([
		[
			'with the seal of another account',
			(environment) => {
				const [a, b] = [row(environment, A), row(environment, B)];
				[a.sealed, b.sealed] = [b.sealed, a.sealed];
			},
		],
		[
			'with the number of another account',
			(environment) => {
				const [a, b] = [row(environment, A), row(environment, B)];
				[a.account_id, b.account_id] = [b.account_id, a.account_id];
			},
		],
		[
			'with a seal of his own',
			(environment) => {
				for (const own of environment.rows()) {
					const key = { integrationId: environment.clientId, accountId: Number(own.account_id) };
					const guessed = { clientId: environment.clientId, secrets: ['guessed'] };
					own.sealed = seal({}, { ...key, table: environment.n8n.tables[0].id }, guessed);
				}
			},
		],
		[
			'with nothing in place of the seal',
			(environment) => {
				for (const own of environment.rows()) own.sealed = '';
			},
		],
		[
			'with a seal as older versions made it',
			(environment) => {
				for (const own of environment.rows()) {
					const key = { integrationId: environment.clientId, accountId: Number(own.account_id) };
					const seals = { clientId: environment.clientId, secrets: [environment.secret] };
					const tokens = { accessToken: 'a', refreshToken: 'r', redirectUri: 'https://a' };
					const times = { accessExpiresAt: 9e12, refreshExpiresAt: 9e12 };
					own.sealed = seal({ codeHash: 'h', ...tokens, ...times }, key, seals);
				}
			},
		],
	])('%s: it is refused, which is said once, until it is put back', async (_title, edit) => {
		const environment = await twoAccounts();
		const before = structuredClone(environment.n8n.tables[0].rows);
		edit(environment);
		const second = await environment.process();
		for (const reference of [{ accountId: 100 }, { domain: A.domain }, { accountId: 100 }]) {
			const problem = await problemOf(async () => await act(second, reference));
			expect(problem.code).toBe('storage');
			expect(problem.message).toMatch(/does not verify/);
			expect(problem.details.hint).toMatch(/put the row back|Previous Secret/);
		}
		expect(environment.crm.sent).toEqual([]);
		expect(
			environment.warnings.filter((text) => /account 100 .*does not verify/.test(text)),
		).toHaveLength(1);
		expect(await second.accounts.list()).toMatchObject([
			{ status: 'unverified' },
			{ status: 'unverified' },
		]);
		environment.n8n.tables[0].rows = before;
		await act(second, { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100]);
		expectNoLeak(environment);
	});

	it('and a copy of it beside it is not taken for a newer one', async () => {
		const environment = await twoAccounts();
		const copy = structuredClone(row(environment, A));
		await settled(environment.first.accounts.refresh({ accountId: A.accountId }));
		environment.n8n.tables[0].rows.push({ ...copy, id: 1_000 });
		await settled((await environment.process()).accounts.refresh({ accountId: A.accountId }));
		expect(environment.crm.spent).toEqual(['refresh-1', 'refresh-3']);
	});
});

describe('a row of yesterday that is put back', () => {
	/** The row of an account, before its tokens were renewed. */
	async function rolledBack() {
		const environment = await twoAccounts();
		const yesterday = structuredClone(row(environment, A));
		await settled(environment.first.accounts.refresh({ accountId: A.accountId }));
		Object.assign(row(environment, A), yesterday);
		return environment;
	}

	/** SECURITY: An older row of an account that is put back is put right by a process that knows a later one. */
	it('is put right by a process that knows the newer one, and said', async () => {
		const environment = await rolledBack();
		await settled(environment.first.accounts.refresh({ accountId: A.accountId }));
		expect(environment.crm.spent).toEqual(['refresh-1', 'refresh-3']);
		expect(environment.warnings).toEqual([expect.stringMatching(/older row .*account 100/)]);
		await act(await environment.process(), { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100]);
	});

	it('does not end the account for good where a process took it that knows nothing else', async () => {
		const environment = await rolledBack();
		const second = await environment.process();
		const late = await problemOf(
			async () => await settled(second.accounts.refresh({ accountId: A.accountId })),
		);
		expect(late.code).toBe('notInstalled');
		// The other one hears of it, and knows better.
		await jest.advanceTimersByTimeAsync(6_000);
		await act(environment.first, { accountId: A.accountId });
		await jest.advanceTimersByTimeAsync(6_000);
		await act(environment.first, { accountId: A.accountId });
		await act(await environment.process(), { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100, 100, 100]);
		expect(row(environment, A)).toMatchObject({ status: 'installed' });
	});

	it('does not bring an account back that was removed or disabled', async () => {
		const environment = await twoAccounts();
		const [a, b] = [structuredClone(row(environment, A)), structuredClone(row(environment, B))];
		const { accounts } = environment.first;
		await settled(accounts.remove({ accountId: A.accountId }));
		await settled(disabled(accounts, B.accountId));
		environment.n8n.tables[0].rows.push({ ...a, id: 1_000 });
		Object.assign(row(environment, B), b);
		for (const { accountId } of [A, B]) {
			const problem = await problemOf(async () => await act(environment.first, { accountId }));
			expect(problem.code).toBe('notInstalled');
		}
		expect(environment.crm.sent).toEqual([]);
	});
});

/** SECURITY: The table proves itself by a sealed row: a second table of its name, a copy of it, or one that
 * another user's key finds gets none of its accounts and tokens. */
describe('a planted table', () => {
	const plant = ({ n8n }: Neighbourhood, rows: Row[] = []) => {
		const planted = n8n.addTable(TABLE_NAME);
		planted.rows.push(...rows);
		// The newest change is listed first.
		n8n.tables.reverse();
		return planted;
	};

	it('beside the real one gets no token, and takes no account away, also after a restart', async () => {
		const environment = await twoAccounts();
		const real = environment.n8n.tables[0];
		const planted = plant(environment);
		const restarted = await environment.process();
		environment.crm.settle(300, 'gamma.amocrm.ru');
		await install(restarted, 'gamma.amocrm.ru');
		await act(restarted, { accountId: A.accountId });
		expect(planted.rows).toEqual([]);
		expect(real.rows.filter(({ account_id: id }) => Number(id) > 0)).toHaveLength(3);
		expect(environment.warnings).toEqual([
			expect.stringMatching(/2 data tables named amocrm_accounts/),
		]);
	});

	it('with copies of all rows of the real one is not taken for that', async () => {
		const environment = await twoAccounts();
		const planted = plant(environment, structuredClone(environment.n8n.tables[0].rows));
		const before = structuredClone(planted.rows);
		await settled((await environment.process()).accounts.refresh({ accountId: A.accountId }));
		expect(environment.crm.spent).toEqual(['refresh-1']);
		expect(planted.rows).toEqual(before);
	});

	it('before the first install is a clear problem where nothing tells the two apart', async () => {
		const environment = newNeighbourhood();
		for (let made = 0; made < 2; made++) environment.n8n.addTable(TABLE_NAME);
		const { accounts } = await environment.process();
		const problem = await problemOf(async () => await accounts.checkStorage());
		expect(problem.code).toBe('storage');
		expect(problem.message).toMatch(
			/sees 2 data tables named amocrm_accounts \(table-1, table-2\)/,
		);
		expect(problem.details.hint).toMatch(/rename or delete/);
	});

	it('in the place of the deleted one is not used; when it is gone, the accounts come back', async () => {
		const environment = await twoAccounts();
		environment.n8n.tables = [];
		const planted = plant(environment);
		const { accounts } = environment.first;
		const problem = await problemOf(async () => await accounts.list());
		expect(problem.message).toMatch(/was deleted, and there is another of its name/);
		expect(planted.rows).toEqual([]);
		environment.n8n.tables = [];
		expect(await accounts.list()).toMatchObject([A, B]);
		await settled((await environment.process()).accounts.refresh({ accountId: A.accountId }));
		expect(environment.crm.spent).toEqual(['refresh-1']);
	});

	it('that is a copy, the original being out of sight, is not used', async () => {
		const environment = await twoAccounts();
		const { rows } = environment.n8n.tables[0];
		environment.n8n.tables = [];
		plant(environment, structuredClone(rows));
		const { accounts } = await environment.process();
		const problem = await problemOf(async () => await accounts.list());
		expect(problem.message).toMatch(/is a copy of another one/);
		// Nor without the row that says so.
		environment.n8n.tables[0].rows = rows.filter(({ status }) => status !== 'table');
		expect(await accounts.list()).toMatchObject([
			{ status: 'unverified' },
			{ status: 'unverified' },
		]);
		expect(environment.crm.sent).toEqual([]);
	});
});

/** SECURITY: The table proves itself by a sealed row: a second table of its name, a copy of it, or one that
 * another user's key finds gets none of its accounts and tokens. */
describe("a second user's key", () => {
	it('in the same process brings no account into the table that it sees', async () => {
		const environment = await twoAccounts();
		const [real] = environment.n8n.tables;
		// What the second user sees.
		environment.n8n.tables = [];
		const second = await environment.process({
			n8nApiUrl: `http://n8n-same-${environment.clientId}.test:5678`,
			n8nApiKey: 'key of another user',
		});
		expect(await second.accounts.list()).toEqual([]);
		const [other] = environment.n8n.tables;
		expect(other.rows.filter(({ account_id: id }) => Number(id) > 0)).toEqual([]);
		environment.n8n.tables = [real];
		await settled(environment.first.accounts.refresh({ accountId: A.accountId }));
		expect(environment.crm.spent).toEqual(['refresh-1']);
	});

	/** The second user's key, which sees no table, makes one; `before` the owner's, who sees both, restarts. */
	async function bothInSight(before: (second: Integration) => Promise<unknown>) {
		const environment = await twoAccounts();
		const { tables } = environment.n8n;
		environment.n8n.tables = [];
		const second = await environment.process({ n8nApiKey: 'key of another user' });
		await before(second);
		environment.n8n.tables.push(...tables);
		return { ...environment, restarted: await environment.process() };
	}

	it('whose empty table is in sight of the owner keeps nobody from the real one', async () => {
		const environment = await bothInSight(async ({ accounts }) => await accounts.list());
		expect(environment.n8n.tables).toHaveLength(2);
		await act(environment.restarted, { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100]);
		expect(environment.warnings).toEqual([
			expect.stringMatching(/2 data tables named amocrm_accounts/),
		]);
	});

	it('whose table has accounts, too, is a clear problem', async () => {
		const environment = await bothInSight(async (second) => await install(second, B.domain));
		const problem = await problemOf(async () => await environment.restarted.accounts.list());
		expect(problem.message).toMatch(/sees 2 data tables named amocrm_accounts/);
	});

	it('with the same address of n8n, too', async () => {
		const environment = newNeighbourhood();
		const n8nApiUrl = `http://n8n-shared-${environment.clientId}.test:5678`;
		const first = await environment.process({ n8nApiUrl });
		environment.crm.settle(A.accountId, A.domain);
		await install(first, A.domain);
		const [real] = environment.n8n.tables;
		environment.n8n.tables = [];
		const second = await environment.process({ n8nApiUrl, n8nApiKey: 'key of another user' });
		expect(await second.accounts.list()).toEqual([]);
		const access = await problemOf(async () => await act(second, { accountId: A.accountId }));
		expect(access.code).toBe('notInstalled');
		expect(environment.n8n.tables[0].rows.filter(({ status }) => status === 'installed')).toEqual(
			[],
		);
		environment.n8n.tables = [real];
		await act(first, { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100]);
	});
});

/** SECURITY: Where an account takes over an address, calls by that address go to it, and follow the former
 * holder nowhere. */
describe('a name that is taken over', () => {
	const RENAMED = 'alpha-new.amocrm.ru';

	/** A has another name, and B, which installs, has A's old one; `before` is done between the two. */
	async function takenOver(
		before: (environment: Awaited<ReturnType<typeof twoAccounts>>) => Promise<unknown>,
	) {
		const environment = await twoAccounts();
		const second = await environment.process();
		await act(second, { domain: A.domain });
		environment.crm.settle(A.accountId, RENAMED);
		await before(environment);
		environment.crm.settle(B.accountId, A.domain);
		environment.crm.sent.length = 0;
		await install(environment.first, A.domain);
		return { ...environment, second };
	}

	it.each<[string, Parameters<typeof takenOver>[0]]>([
		['nobody noticed before', async () => undefined],
		['A was found at its new one', async ({ first }) => await act(first, { accountId: 100 })],
	])('and %s: calls by address go to B, and by number to A', async (_title, before) => {
		const environment = await takenOver(before);
		const third = await environment.process();
		await jest.advanceTimersByTimeAsync(6_000);
		await act(environment.second, { accountId: B.accountId });
		await jest.advanceTimersByTimeAsync(6_000);
		for (const used of [environment.first, environment.second, third]) {
			environment.crm.sent.length = 0;
			await act(used, { domain: A.domain });
			expect(environment.crm.reached).toEqual([B.accountId]);
			await act(used, { accountId: A.accountId });
			expect(environment.crm.reached).toEqual([B.accountId, A.accountId]);
		}
		expect(row(environment, A)).toMatchObject({ domain: RENAMED });
		expect(await third.accounts.holderOf(A.domain)).toMatchObject({ accountId: B.accountId });
		expect(row(environment, B)).toMatchObject({ domain: A.domain });
		expectNoLeak(environment, RENAMED);
	});

	it('at the very moment is not followed to A by a process that knows only A', async () => {
		const environment = await takenOver(async () => undefined);
		const problem = await problemOf(
			async () => await act(environment.second, { domain: A.domain }),
		);
		expect(problem.code).toBe('conflict');
		expect(problem.message).toMatch(/belongs to the account 200 by now/);
		expect(problem.details.hint).toMatch(/By ID/);
		expect(environment.crm.reached).toEqual([]);
		// The next run acts in B.
		await act(environment.second, { domain: A.domain });
		expect(environment.crm.reached).toEqual([B.accountId]);
	});
});

describe('revocation, removal and disabling', () => {
	/** SECURITY: Removing and disabling an account, and saving it as a credential, reach every busy process
	 * within ten seconds, as long as the table answers. */
	it.each<[string, (accounts: Integration['accounts']) => Promise<unknown>]>([
		['removed', async (accounts) => await accounts.remove({ accountId: 100 })],
		['disabled', async (accounts) => await disabled(accounts, 100)],
		[
			'saved as a credential',
			async (accounts) => await accounts.moveToCredential(100, async () => 'c-1'),
		],
	])('%s: reaches a busy process within ten seconds', async (_title, end) => {
		const environment = await twoAccounts();
		const second = await environment.process();
		await act(second, { accountId: 100 });
		await settled(end(environment.first.accounts));
		let calls = 0;
		const stop = await problemOf(async () => {
			for (; ; calls++) {
				await act(second, { accountId: 100 });
				await jest.advanceTimersByTimeAsync(1_000);
			}
		});
		expect(['notInstalled', 'inCredential']).toContain(stop.code);
		expect(calls).toBeLessThanOrEqual(10);
	});

	it('cost a busy process one read in five seconds and one write in ten, however many calls it makes', async () => {
		const environment = await twoAccounts();
		const second = await environment.process();
		await act(second, { accountId: 100 });
		const before = environment.n8n.calls.length;
		const start = performance.now();
		for (let turn = 0; turn < 60; turn++) {
			for (let call = 0; call < 20; call++) await act(second, { accountId: 100 });
			await jest.advanceTimersByTimeAsync(1_000);
		}
		const seconds = (performance.now() - start) / 1_000;
		expect(environment.n8n.calls.length - before).toBeLessThanOrEqual(seconds / 5 + seconds / 10);
	});

	it('keep no call waiting while the table is away', async () => {
		const environment = await twoAccounts();
		const second = await environment.process();
		await act(second, { accountId: 100 });
		environment.n8n.scripted.push(...Array.from({ length: 1_000 }, () => refusal(500, 'No.')));
		await jest.advanceTimersByTimeAsync(11_000);
		await act(second, { accountId: 100 });
		const asked = environment.n8n.calls.length;
		for (let call = 0; call < 20; call++) await act(second, { accountId: 100 });
		expect(environment.n8n.calls.length).toBe(asked);
		expect(environment.crm.reached).toHaveLength(22);
	});
});

describe('an install', () => {
	/** Calls of n8n's API while an account at this address installs. */
	const callsOf = async (environment: Awaited<ReturnType<typeof twoAccounts>>, domain: string) => {
		const before = environment.n8n.calls.length;
		await install(environment.first, domain);
		return environment.n8n.calls.slice(before).map(({ method }) => method);
	};

	it('costs no more calls than it did: its row, and its name', async () => {
		const environment = await twoAccounts();
		environment.crm.settle(300, 'gamma.amocrm.ru');
		expect(await callsOf(environment, 'gamma.amocrm.ru')).toEqual(['POST', 'PATCH']);
	});

	it('of an account that comes again: one row made of two, the other gone, and other processes told', async () => {
		const environment = await twoAccounts();
		expect(await callsOf(environment, A.domain)).toEqual([
			...['POST', 'PATCH', 'PATCH', 'DELETE'],
			// Notices that have ended go first, once in a quarter of an hour.
			...['DELETE', 'POST'],
		]);
		expect(await callsOf(environment, A.domain)).toEqual([
			...['POST', 'PATCH', 'PATCH', 'DELETE'],
			'POST',
		]);
	});

	it('that is united with its row from before loses no pair that was renewed meanwhile', async () => {
		const environment = await twoAccounts();
		const second = await environment.process();
		let isRenewed = false;
		environment.hooks.beforeN8n = async (method) => {
			if (method !== 'DELETE' || isRenewed) return;
			isRenewed = true;
			// The row that is about to go is the one that the other process renews.
			await second.accounts.refresh({ accountId: 100 });
		};
		await install(environment.first, A.domain);
		expect(isRenewed).toBe(true);
		expect(environment.rows().filter(({ account_id: id }) => id === 100)).toHaveLength(1);
		await settled((await environment.process()).accounts.refresh({ accountId: 100 }));
		expect(environment.crm.spent).toEqual(['refresh-3', 'refresh-4']);
	});
});

describe('a secret that is changed', () => {
	const NEW = 'new-S3cret'.padEnd(64, '0');

	/** SECURITY: The client secret can be changed without another install: what the **Previous Secret** sealed
	 * is opened, and sealed anew. */
	it('opens what the previous one sealed, and seals it anew: then nobody needs that', async () => {
		const environment = await twoAccounts();
		const changed = await environment.process({
			clientSecret: NEW,
			previousSecret: environment.secret,
		});
		await act(changed, { accountId: A.accountId });
		await settled(changed.accounts.list());
		await jest.advanceTimersByTimeAsync(0);
		const after = await environment.process({ clientSecret: NEW });
		for (const { accountId } of [A, B]) await act(after, { accountId });
		expect(environment.crm.reached).toEqual([100, 100, 200]);
		expect(environment.crm.sent.filter(({ path }) => path === '/oauth2/access_token')).toEqual([]);
		// The row that names the table, too: else it would be adopted again, and a second table be an error.
		const [{ rows }] = environment.n8n.tables;
		expect(rows.filter(({ status }) => status === 'table')).toHaveLength(1);
	});

	it('without the previous one leaves accounts that can connect again', async () => {
		const environment = await twoAccounts();
		const changed = await environment.process({ clientSecret: NEW });
		expect((await problemOf(async () => await act(changed, { accountId: 100 }))).code).toBe(
			'storage',
		);
		expect(await install(changed, A.domain)).toMatchObject({ reinstalled: true });
		await act(await environment.process({ clientSecret: NEW }), { accountId: 100 });
		expect(environment.crm.reached).toEqual([100]);
	});
});

describe('a table of an older version', () => {
	/** Rows as they were before whole rows were sealed. */
	async function older(edit: (rows: Row[]) => void = () => undefined) {
		const environment = await twoAccounts();
		const [table] = environment.n8n.tables;
		const seals = { clientId: environment.clientId, secrets: [environment.secret] };
		for (const own of environment.rows()) {
			const [accountId, domain] = [Number(own.account_id), String(own.domain)];
			const { accounts } = environment.first;
			const { accessToken } = await accounts.access({ accountId });
			const number = domain === A.domain ? 1 : 2;
			const tokens = { accessToken, refreshToken: `refresh-${number}`, redirectUri: 'https://a' };
			const times = { accessExpiresAt: Date.now() + HOUR, refreshExpiresAt: Date.now() + HOUR };
			const key = { integrationId: environment.clientId, accountId };
			own.sealed = seal({ codeHash: `hash-${number}`, ...tokens, ...times }, key, seals);
		}
		table.rows = environment.rows();
		edit(table.rows);
		return environment;
	}

	it('is taken once: its rows are sealed anew as they are met', async () => {
		const environment = await older();
		const second = await environment.process();
		await act(second, { accountId: A.accountId });
		await act(second, { domain: B.domain });
		await act(await environment.process(), { accountId: A.accountId });
		expect(environment.crm.reached).toEqual([100, 200, 100]);
		expect(environment.rows().map(({ sealed }) => String(sealed).slice(0, 3))).toEqual([
			'v2.',
			'v2.',
		]);
	});

	it('has no row taken whose host is not on the list', async () => {
		const environment = await older(([a]) => (a.domain = 'evil.com'));
		const problem = await problemOf(
			async () => await act(await environment.process(), { accountId: A.accountId }),
		);
		expect(problem.code).toBe('storage');
		expect(environment.crm.sent).toEqual([]);
	});

	it('has no row moved after it was taken', async () => {
		const environment = await older();
		await act(await environment.process(), { accountId: B.accountId });
		row(environment, A).domain = 'evil.amocrm.ru';
		const problem = await problemOf(
			async () => await act(await environment.process(), { accountId: A.accountId }),
		);
		expect(problem.code).toBe('storage');
		expectNoLeak(environment);
	});
});
