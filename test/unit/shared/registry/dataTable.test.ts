import { omit } from 'lodash';

import { DataTable } from '../../../../nodes/shared/registry/dataTable';
import { COLUMNS, TABLE_NAME, type AccountRow } from '../../../../nodes/shared/registry/table';
import { FakeN8n, refusal } from '../../support/n8nApi';
import { problemOf } from '../../support/problem';

const API_KEY = 'n8n_api_k3y';
let opened = 0;

/** A fresh n8n; what a process remembers is kept by address, so each has its own. */
function newN8n(remembered: AccountRow[] = []) {
	const n8n = new FakeN8n();
	opened += 1;
	const api = { baseUrl: `http://n8n-${opened}:5678`, path: '/api/v1', apiKey: API_KEY };
	const again = () => new DataTable(n8n.send, api, () => remembered);
	return { n8n, table: again(), again };
}

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
});

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
		expect(n8n.tables.map(({ rows }) => rows.length)).toEqual([0, 0, 1]);
	});

	it('is found on a later page of the list', async () => {
		const { n8n, table } = newN8n();
		n8n.largestPage = 2;
		for (let old = 0; old < 5; old++) n8n.addTable(`amocrm_accounts_${old}`);
		n8n.addTable(TABLE_NAME);
		await table.insert(row(1));
		expect(n8n.tables).toHaveLength(6);
		expect(n8n.tables[5].rows).toHaveLength(1);
	});

	it('is the one of another process that was faster', async () => {
		const { n8n, table } = newN8n();
		n8n.scripted.push(undefined, () => {
			n8n.addTable(TABLE_NAME);
			return refusal(409, 'Data table with name "amocrm_accounts" already exists')();
		});
		await table.insert(row(1));
		expect(n8n.tables).toEqual([expect.objectContaining({ rows: [expect.anything()] })]);
	});

	it('is made again after somebody deleted it, with the accounts that are remembered', async () => {
		const { n8n, table } = newN8n([row(1), row(2)]);
		await table.find({});
		n8n.tables = [];
		expect(await table.update({ account_id: 2 }, { name: 'New' })).toHaveLength(1);
		expect(n8n.tables).toEqual([
			expect.objectContaining({
				name: TABLE_NAME,
				rows: [
					{ ...row(1), id: 1 },
					{ ...row(2), id: 2, name: 'New' },
				],
			}),
		]);
	});

	it('is looked for again after the first look failed', async () => {
		const { n8n, table } = newN8n();
		n8n.scripted.push(refusal(500, 'Not now'));
		await problemOf(async () => await table.find({}));
		expect(await table.find({})).toEqual([]);
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
});

describe('a column that is missing', () => {
	const without = (...names: string[]) => COLUMNS.filter(({ name }) => !names.includes(name));

	it('is added when the table is found, as the plan has it', async () => {
		const { n8n, table } = newN8n();
		const old = n8n.addTable(TABLE_NAME, without('former_domains', 'lease_until'));
		await table.insert(row(1));
		expect(old.columns).toEqual(expect.arrayContaining([...COLUMNS]));
		expect(old.rows).toHaveLength(1);
	});

	it('says nothing in the rows that were there before it', async () => {
		const { n8n, table } = newN8n();
		const older = omit(row(1), 'former_domains', 'lease_until');
		n8n.addTable(TABLE_NAME, without('former_domains', 'lease_until')).rows.push(older);
		expect(await table.find({})).toEqual([{ ...older, former_domains: '', lease_until: 0 }]);
	});

	it('is added again when somebody deleted it while it was used', async () => {
		const { n8n, table } = newN8n();
		await table.insert(row(1));
		n8n.tables[0].columns = without('lease');
		expect(await table.update({ account_id: 1 }, { lease: 'mine' })).toHaveLength(1);
		expect(n8n.tables).toMatchObject([{ rows: [{ lease: 'mine' }] }]);
	});

	it('and cannot be added is named, with what to do', async () => {
		const { n8n, table } = newN8n();
		n8n.addTable(TABLE_NAME, without('lease_until'));
		n8n.scripted.push(undefined, refusal(403, 'Forbidden'));
		const problem = await problemOf(async () => await table.find({}));
		expect(problem.code).toBe('storage');
		expect(problem.message).toBe('The data table amocrm_accounts has no column "lease_until".');
		expect(problem.details.hint).toMatch(/Add it in n8n under Data tables, as a number/);
	});
});

describe('rows', () => {
	it('come back as they were put in, with their numbers, oldest first', async () => {
		const { n8n, table } = newN8n();
		await table.insert(row(2));
		await table.insert(row(1));
		expect(await table.find({})).toEqual([
			{ ...row(2), id: 1 },
			{ ...row(1), id: 2 },
		]);
		expect(n8n.calls.at(-1)?.query.get('sortBy')).toBe('id:asc');
	});

	it('are found by all the values that they must have', async () => {
		const { table } = newN8n();
		for (const id of [1, 2, 3]) await table.insert(row(id));
		const found = await table.find({ integration_id: 'integration-1', account_id: 2 });
		expect(found.map(({ account_id }) => account_id)).toEqual([2]);
		expect(await table.find({ integration_id: 'other', account_id: 2 })).toEqual([]);
		expect(await table.find({ name: 'Ёлка & "Co."' })).toHaveLength(3);
	});

	it('are read to the last page', async () => {
		const { n8n, table } = newN8n();
		for (let id = 1; id <= 5; id++) await table.insert(row(id));
		n8n.largestPage = 2;
		expect(await table.find({ integration_id: 'integration-1' })).toHaveLength(5);
	});

	it('get numbers when they are put in', async () => {
		const { n8n, table } = newN8n();
		const ids = [await table.insert(row(1)), await table.insert(row(2))];
		expect(n8n.tables[0].rows.map(({ id }) => id)).toEqual(ids);
	});

	it('are changed where they match; says which they were', async () => {
		const { n8n, table } = newN8n();
		await table.insert(row(1));
		expect(await table.update({ id: 1, version: 1 }, { version: 2, name: 'New' })).toEqual([
			expect.objectContaining({ version: 1 }),
		]);
		expect(await table.update({ id: 1, version: 1 }, { version: 2, name: 'Late' })).toEqual([]);
		expect(n8n.tables[0].rows).toEqual([expect.objectContaining({ version: 2, name: 'New' })]);
	});

	it('are removed where they match', async () => {
		const { n8n, table } = newN8n();
		for (const id of [1, 2]) await table.insert(row(id));
		await table.remove({ integration_id: 'integration-1', account_id: 1 });
		expect(n8n.tables[0].rows).toEqual([expect.objectContaining({ account_id: 2 })]);
	});

	it('are held for longer by what their leases begin with, all in one call', async () => {
		const { n8n, table } = newN8n();
		for (const lease of ['a.1', 'a.2', 'b.1']) await table.insert({ ...row(1), lease });
		const before = n8n.calls.length;
		await table.prolong('a.', 5_000);
		expect(n8n.calls.length - before).toBe(1);
		const ends = (await table.find({})).map(({ lease_until: end }) => end);
		expect(ends).toEqual([5_000, 5_000, 0]);
	});

	it('are removed with their leases, many in a few calls, and no others', async () => {
		const { n8n, table } = newN8n();
		const leases = Array.from({ length: 45 }, (_, index) => `lease-${index}`);
		for (const lease of [...leases, 'other']) await table.insert({ ...row(1), lease });
		const before = n8n.calls.length;
		await table.removeHeld(leases);
		expect(n8n.tables[0].rows).toEqual([expect.objectContaining({ lease: 'other' })]);
		expect(n8n.calls.length - before).toBe(3);
	});
});
