import { omit } from 'lodash';

import { AccountMemory } from '../../../../nodes/shared/registry/memory';
import { TableMarkers } from '../../../../nodes/shared/registry/tableMarkers';
import { DataTable } from '../../../../nodes/shared/registry/dataTable';
import { COLUMNS, TABLE_NAME, type AccountRow } from '../../../../nodes/shared/registry/table';
import { FakeN8n, refusal, type Row } from '../../../../tools/n8n/fakeN8n';
import { problemOf } from '../../support/problem';

const API_KEY = 'n8n_api_k3y';
let opened = 0;

const KEYS = { clientId: 'integration-1', clientSecret: 'S3cret' };
const SEALS = { clientId: KEYS.clientId, secrets: [KEYS.clientSecret] };

/** A fresh n8n; what a process remembers is kept by address, so each has its own. */
function newN8n() {
	const n8n = new FakeN8n();
	opened += 1;
	const api = { baseUrl: `http://n8n-${opened}:5678`, path: '/api/v1', apiKey: API_KEY };
	const warnings: string[] = [];
	/** One more process. */
	const again = (apiKey = API_KEY, process = 'process') => {
		const markers = new TableMarkers(SEALS, new AccountMemory(KEYS, `${process} ${api.baseUrl}`));
		const warn = (message: string) => void warnings.push(message);
		return new DataTable({ send: n8n.send, api: { ...api, apiKey }, markers, warn });
	};
	return { n8n, table: again(), again, warnings };
}

/** The rows of a table but the one by which it is known. */
const rowsIn = (table: { rows: Row[] }) => table.rows.filter(({ status }) => status !== 'table');

const row = (accountId: number): AccountRow => ({
	integration_id: 'integration-1',
	account_id: accountId,
	domain: `a${accountId}.amocrm.ru`,
	name: 'Ёлка & "Co."',
	platform: 'amocrm',
	status: 'installed',
	sealed: 'v1.sealed',
	access_expires_at: '2026-02-01T10:00:00.000Z',
	refresh_expires_at: '2026-04-30T10:00:00.000Z',
	installed_at: '2026-01-31T10:00:00.000Z',
	via: 'widget',
	version: 1,
	lease: '',
	lease_until: 0,
	former_domains: '',
	external_id: '',
	labels: '',
	health: '',
	changed_at: 0,
	check_at: 0,
	amojo_id: '',
});

/** What n8n was asked after the table was found. */
const found = async (n8n: FakeN8n, table: DataTable) => {
	await table.find({});
	return n8n.calls.length;
};

describe('the table', () => {
	it('is made once, with the columns of the plan', async () => {
		const { n8n, table, again } = newN8n();
		await Promise.all([table.find({}), table.insert(row(1)), again().find({ account_id: 1 })]);
		await again().insert(row(2));
		expect(n8n.count('POST', /^\/data-tables$/)).toBe(1);
		expect(n8n.count('GET', /^\/data-tables$/)).toBe(1);
		expect(n8n.tables).toEqual([
			expect.objectContaining({ name: 'amocrm_accounts', columns: [...COLUMNS] }),
		]);
	});

	it('is the one with exactly its name', async () => {
		const { n8n, table } = newN8n();
		for (const name of ['amocrm_accounts_old', 'AmoCRM_Accounts', TABLE_NAME]) n8n.addTable(name);
		await table.insert(row(1));
		expect(n8n.tables.map((each) => rowsIn(each).length)).toEqual([0, 0, 1]);
	});

	it('is found on a later page of the list', async () => {
		const { n8n, table } = newN8n();
		n8n.largestPage = 2;
		for (let old = 0; old < 5; old++) n8n.addTable(`amocrm_accounts_${old}`);
		n8n.addTable(TABLE_NAME);
		await table.insert(row(1));
		expect(n8n.tables).toHaveLength(6);
		expect(rowsIn(n8n.tables[5])).toHaveLength(1);
	});

	it('is the one of another process that was faster', async () => {
		const { n8n, table } = newN8n();
		n8n.scripted.push(undefined, () => {
			n8n.addTable(TABLE_NAME);
			return refusal(409, 'Data table with name "amocrm_accounts" already exists')();
		});
		await table.insert(row(1));
		expect(n8n.tables).toHaveLength(1);
		expect(rowsIn(n8n.tables[0])).toHaveLength(1);
	});

	it('is looked for again after the first look failed', async () => {
		const { n8n, table } = newN8n();
		n8n.scripted.push(refusal(500, 'Not now'));
		await problemOf(async () => await table.find({}));
		expect(await table.find({ status: 'installed' })).toEqual([]);
	});

	it('is still known after a write that n8n refused', async () => {
		const { n8n, table } = newN8n();
		await table.insert(row(1));
		n8n.scripted.push(refusal(400, 'Data table size limit exceeded'));
		const problem = await problemOf(async () => await table.insert(row(2)));
		expect(problem.details.detail).toContain('size limit');
		await table.insert(row(3));
		expect(n8n.count('GET', /^\/data-tables$/)).toBe(1);
	});

	it('costs one read more in a process that finds it with its marker', async () => {
		const { n8n, table, again } = newN8n();
		await table.insert(row(1));
		const before = n8n.calls.length;
		await again(API_KEY, 'another').find({ account_id: 1 });
		expect(n8n.calls.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /data-tables',
			'GET /data-tables/table-1/rows',
			'GET /data-tables/table-1/rows',
		]);
	});
});

describe('a column that is missing', () => {
	const without = (...names: string[]) => COLUMNS.filter(({ name }) => !names.includes(name));

	it('is added when the table is found, as the plan has it', async () => {
		const { n8n, table } = newN8n();
		const old = n8n.addTable(TABLE_NAME, without('former_domains', 'lease_until'));
		await table.insert(row(1));
		expect(old.columns).toEqual(expect.arrayContaining([...COLUMNS]));
		expect(rowsIn(old)).toHaveLength(1);
	});

	it('says nothing in the rows that were there before it', async () => {
		const { n8n, table } = newN8n();
		const older = omit(row(1), 'former_domains', 'lease_until');
		n8n
			.addTable(TABLE_NAME, without('former_domains', 'lease_until'))
			.rows.push({ id: 1, ...older });
		expect(await table.find({ account_id: 1 })).toMatchObject([
			{ ...older, former_domains: '', lease_until: 0 },
		]);
	});

	it('is added again when somebody deleted it while it was used', async () => {
		const { n8n, table } = newN8n();
		await table.insert(row(1));
		n8n.tables[0].columns = without('lease');
		expect(await table.update({ account_id: 1 }, { lease: 'mine' })).toHaveLength(1);
		expect(rowsIn(n8n.tables[0])).toMatchObject([{ lease: 'mine' }]);
	});

	it('may be added by another process at the same time', async () => {
		const { n8n, table } = newN8n();
		const old = n8n.addTable(TABLE_NAME, without('external_id'));
		n8n.scripted.push(undefined, undefined, () => {
			old.columns.push({ name: 'external_id', type: 'string' });
			return refusal(409, 'already exists')();
		});
		await table.insert(row(1));
		expect(rowsIn(old)).toMatchObject([{ external_id: '' }]);
	});

	it('and cannot be added is named, with what to do', async () => {
		const { n8n, table } = newN8n();
		n8n.addTable(TABLE_NAME, without('lease_until'));
		n8n.scripted.push(undefined, undefined, refusal(403, 'Forbidden'));
		const problem = await problemOf(async () => await table.find({}));
		expect(problem.code).toBe('storage');
		expect(problem.message).toBe('The data table amocrm_accounts has no column "lease_until".');
		expect(problem.details.hint).toMatch(/Add it in n8n under Data tables, as a number/);
	});
});

describe('rows', () => {
	it('come back as they were put in, with their numbers and table, oldest first', async () => {
		const { n8n, table } = newN8n();
		await table.insert(row(2));
		await table.insert(row(1));
		expect(await table.find({ status: 'installed' })).toEqual([
			{ ...row(2), id: 2, table: table.id },
			{ ...row(1), id: 3, table: table.id },
		]);
		expect(n8n.calls.at(-1)?.query.get('sortBy')).toBe('id:asc');
	});

	it('are made for the table that they come into', async () => {
		const { n8n, table } = newN8n();
		const { id, table: into } = await table.insert((named) => ({ ...row(1), name: named }));
		expect(into).toBe(n8n.tables[0].id);
		expect(rowsIn(n8n.tables[0])).toMatchObject([{ id, name: into }]);
	});

	it('are found by all the values that they must have', async () => {
		const { table } = newN8n();
		for (const id of [1, 2, 3]) await table.insert(row(id));
		const found = await table.find({ integration_id: 'integration-1', account_id: 2 });
		expect(found.map(({ account_id }) => account_id)).toEqual([2]);
		expect(await table.find({ integration_id: 'other', account_id: 2 })).toEqual([]);
		expect(await table.find({ name: 'Ёлка & "Co."' })).toHaveLength(3);
	});

	it('are found that are newer than one, and the newest of all', async () => {
		const { table } = newN8n();
		const ids: number[] = [];
		for (const id of [1, 2, 3]) ids.push((await table.insert(row(id))).id);
		const newer = await table.find({ status: 'installed' }, ids[0]);
		expect(newer.map(({ id }) => id)).toEqual(ids.slice(1));
		expect(await table.newest()).toBe(ids[2]);
	});

	it('are read to the last page, also where one is deleted between two pages', async () => {
		const { n8n, table } = newN8n();
		for (let id = 1; id <= 5; id++) await table.insert(row(id));
		n8n.largestPage = 2;
		const calls = await found(n8n, table);
		expect(calls).toBeGreaterThan(2);
		n8n.scripted.push(undefined, (call) => {
			n8n.tables[0].rows = n8n.tables[0].rows.filter(({ account_id: id }) => id !== 1);
			n8n.calls.pop();
			return n8n.answer(call);
		});
		const all = await table.find({ status: 'installed' });
		expect(all.map(({ account_id: id }) => id)).toEqual([1, 2, 3, 4, 5]);
	});

	it('are changed where they match; says which they were', async () => {
		const { n8n, table } = newN8n();
		const { id } = await table.insert(row(1));
		expect(await table.update({ id, version: 1 }, { version: 2, name: 'New' })).toEqual([
			expect.objectContaining({ version: 1 }),
		]);
		expect(await table.update({ id, version: 1 }, { version: 2, name: 'Late' })).toEqual([]);
		expect(rowsIn(n8n.tables[0])).toEqual([expect.objectContaining({ version: 2, name: 'New' })]);
	});

	it('are not changed in another table than they were read from', async () => {
		const { table } = newN8n();
		const { id } = await table.insert(row(1));
		expect(await table.update({ id }, { name: 'New' }, 'table-of-before')).toEqual([]);
		expect(await table.update({ id }, { name: 'New' }, table.id)).toHaveLength(1);
	});

	it('are removed where they match; says how many they were', async () => {
		const { n8n, table } = newN8n();
		for (const id of [1, 2]) await table.insert(row(id));
		const match = { integration_id: 'integration-1', account_id: 1 };
		expect(await table.remove(match)).toBe(1);
		expect(await table.remove(match)).toBe(0);
		expect(rowsIn(n8n.tables[0])).toEqual([expect.objectContaining({ account_id: 2 })]);
	});

	it('are removed with their leases, many in a few calls, and no others', async () => {
		const { n8n, table } = newN8n();
		const leases = Array.from({ length: 45 }, (_, index) => `lease-${index}`);
		for (const lease of [...leases, 'other']) await table.insert({ ...row(1), lease });
		const before = n8n.calls.length;
		await table.removeLeased(leases);
		expect(rowsIn(n8n.tables[0])).toEqual([expect.objectContaining({ lease: 'other' })]);
		expect(n8n.calls.length - before).toBe(3);
	});
});

describe('what the tables take', () => {
	it('is that of all of them, whatever their names', async () => {
		const { n8n, table } = newN8n();
		n8n.sizes.set('amocrm_accounts', 1_000).set('orders', 20_000);
		await table.find({});
		n8n.addTable('orders', []);
		expect(await table.usedBytes()).toBe(21_000);
	});

	it('is not known to earlier releases of n8n', async () => {
		const { n8n, table } = newN8n();
		n8n.sizes.set('amocrm_accounts', undefined);
		await table.find({});
		expect(await table.usedBytes()).toBeUndefined();
	});
});
