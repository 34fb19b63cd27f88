import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';
import type { DataTable, N8nClient } from '../../tools/n8n/n8nClient';
import type { Account } from '../../emulator/types';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { byId, createLead, editRows, installedAccount, type Columns } from '../../tools/n8n/nodes';
import { stage } from './support/stage';
import { Traffic, wholeText } from '../../tools/n8n/traffic';

const TABLE = 'amocrm_accounts';

const environment = stage();
const { emulator, n8n } = environment;

let workflow: InstallWorkflow;

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment);
});

async function installed(): Promise<Account> {
	const account = await environment.newAccount();
	await workflow.install(account);
	return account;
}

async function restart(): Promise<void> {
	await n8n.process('main').restart();
	await n8n.api.waitForWebhook(workflow.path, 'GET', 'POST');
}

async function theTable(): Promise<DataTable> {
	const table = await n8n.api.findTable(TABLE);
	if (!table) throw new Error('There is no table.');
	return table;
}

const leadsOf = async ({ subdomain }: Account) =>
	(await emulator.entities(subdomain, 'leads')).length;

const refreshesOf = async (account: Account) =>
	(await emulator.grants(workflow.place(account))).map(({ refreshCount }) => refreshCount);

const accountRows = (rows: IDataObject[]) =>
	rows.filter(({ account_id: id }) => Number(id) > 0).map(({ account_id: id }) => id);

/** A workflow acts in the account after its token has ended: by number and by address. */
async function actAndRenew(account: Account, credential = workflow.credential): Promise<void> {
	const [before, [refreshes]] = [await leadsOf(account), await refreshesOf(account)];
	await emulator.expireAccess(workflow.place(account));

	const run = await runOnce(environment, [
		createLead(credential, byId(account.id)),
		{ ...createLead(credential, account.domain), name: 'By Address' },
	]);

	expect(run.error?.message).toBeUndefined();
	expect(await leadsOf(account)).toBe(before + 2);
	expect(await refreshesOf(account)).toEqual([refreshes + 1]);
}

/** All that went over the wires was for this account, at its own address. */
async function expectOnly({ domain, id }: Account, traffic: Traffic): Promise<void> {
	const entries = await traffic.of(workflow.integration);
	expect(entries.length).toBeGreaterThan(0);
	const elsewhere = entries.filter(({ kind, host }) => kind === 'refused' || host !== domain);
	expect(elsewhere.map(wholeText)).toEqual([]);
	const counted = entries.flatMap(({ accountId }) => accountId ?? []);
	expect(new Set(counted)).toEqual(new Set([id]));
}

describe('a row that a neighbour edits with the Data Table node, and n8n reads after a restart', () => {
	/** Stands where a request to this machine's own addresses would arrive: those bypass the proxy. */
	let trap: Server;
	let caught = 0;

	beforeAll(async () => {
		trap = createServer((socket) => {
			caught += 1;
			socket.destroy();
		});
		await new Promise<void>((done) => trap.listen(0, done));
	});

	afterAll(() => {
		trap.close();
	});

	const trapped = () => `localhost:${(trap.address() as AddressInfo).port}`;

	/** What becomes of the columns, beside an account that has installed and one of the neighbour's that has not. */
	const edits: Record<string, (installed: Account, foreign: Account) => Columns> = {
		'its domain, to a host outside': () => ({ domain: 'evil.example.com' }),
		'its domain, to this machine': () => ({ domain: trapped() }),
		'its domain, to an account of his own': (_, { domain }) => ({ domain, name: 'x' }),
		'its domain, to another account that has installed': ({ domain }) => ({ domain }),
		'its former domains': ({ domain }, foreign) => ({
			former_domains: `evil.example.com ${domain} ${foreign.domain}`,
		}),
		'its status and lease': () => ({ status: 'revoked', lease: 'x', lease_until: 9e12 }),
		'its version and times': () => ({
			version: 900,
			access_expires_at: '2099-01-01T00:00:00.000Z',
			refresh_expires_at: '',
			platform: 'kommo',
		}),
	};

	const titles = Object.keys(edits);
	const edited = new Map<string, Account>();
	let other: Account;

	async function editAll(): Promise<void> {
		const { id: table } = await theTable();
		const foreign = await environment.newAccount();
		for (const [title, { id }] of edited) {
			const changes = edits[title](other, foreign);
			const run = await runOnce(environment, [editRows(table, ['account_id', id], changes)]);
			expect(run.json('Edit Rows')).toHaveLength(1);
		}
	}

	beforeAll(async () => {
		other = await installed();
		for (const title of titles) edited.set(title, await installed());
		await editAll();
		// The harder case: the process knows none of them by heart.
		await restart();
	});

	beforeEach(() => {
		caught = 0;
	});

	async function expectUnharmed(account = other): Promise<void> {
		const traffic = await Traffic.watch(emulator);
		await actAndRenew(account);
		await expectOnly(account, traffic);
		expect(caught).toBe(0);
	}

	it.each(titles)('%s: secrets go to its own address, and it is not lost', async (title) => {
		await expectUnharmed(edited.get(title));
	});

	it('is the only one that is edited: another account goes on', async () => {
		await expectUnharmed();
	});
});

describe('a second user', () => {
	let member: N8nClient;
	let another: N8nClient;
	let accounts: Account[];

	beforeAll(async () => {
		[member, another] = [await n8n.api.addMember(), await n8n.api.addMember()];
		accounts = [await installed(), await installed(), await installed()];
	});

	afterEach(async () => {
		for (const planter of [member, another]) await planter.deleteTable(TABLE);
	});

	const actInAll = async (all = accounts) => {
		for (const account of all) await actAndRenew(account);
	};

	it('who plants a table of the same name, empty or with copies of all rows, gets no token by it, and no account is lost', async () => {
		const real = await theTable();
		const columns = real.columns.map(({ name }) => name);
		const copies = (await n8n.api.rowsOf(real)).map((row) => pick(row, columns));
		const plant = async (planter: N8nClient, rows: IDataObject[]) => {
			const table = await planter.createTable(TABLE, real.columns);
			if (rows.length > 0) await planter.insertRows(table, rows);
			return { planter, table, before: await planter.rowsOf(table) };
		};
		const planted = [await plant(another, []), await plant(member, copies)];

		await restart();
		const late = await installed();
		await actInAll([...accounts, late]);

		for (const { planter, table, before } of planted) {
			expect(await planter.rowsOf(table)).toEqual(before);
		}
		const kept = accountRows(await n8n.api.rowsOf(real));
		expect(kept).toEqual(expect.arrayContaining([...accounts, late].map(({ id }) => id)));
		expect(await n8n.process('main').output()).toContain(
			`The installed amoCRM accounts are in the one with the id ${real.id}`,
		);
	});

	it('whose key is in a second credential gets no copies, and no pair is renewed twice', async () => {
		const second = await environment.newIntegrationCredential(workflow.integration, {
			keyHolder: member,
		});
		// The first process knows all accounts by heart.
		await actInAll();

		const listed = await runOnce(environment, [
			installedAccount(second, 'getAll', { returnAll: true }),
		]);
		expect(listed.error).toBeUndefined();
		expect(listed.json('getAll').filter(({ account }) => account)).toEqual([]);
		await runOnce(environment, [installedAccount(second, 'keepAlive', { olderThanDays: 0 })]);
		const traffic = await Traffic.watch(emulator);
		for (const { id, domain } of accounts) {
			for (const account of [byId(id), domain]) {
				const run = await runOnce(environment, [createLead(second, account)]);
				expect(run.error?.message).toMatch(/has not installed this integration/);
			}
		}

		expect(await traffic.of(workflow.integration)).toEqual([]);
		const [theirs, ...more] = (await member.dataTables()).filter(({ name }) => name === TABLE);
		expect(more).toEqual([]);
		expect(accountRows(await member.rowsOf(theirs))).toEqual([]);
		await actInAll();
		// The key of the owner sees both tables by now.
		await restart();
		await actInAll();
	});
});
