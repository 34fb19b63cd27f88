import { omit } from 'lodash';

import type { AccountAddress } from '../account/address';
import { oneByOne } from '../oneByOne';
import {
	movedColumns,
	openKept,
	sealedColumns,
	type AccountSecrets,
	type InstalledVia,
} from './account';
import { contended, WRITE_ATTEMPTS, type AccountRows, type Remembered } from './accountRows';

export interface NewAccount {
	accountId: number;
	address: AccountAddress;
	via: InstalledVia;
	secrets: AccountSecrets;
}

/**
 * Keeps an account with its new tokens; in the row that it had before, if it had one. Where another process does
 * so at the same moment two rows may be left, until they are united.
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function saveAccount(rows: AccountRows, account: NewAccount): Promise<Remembered> {
	const key = `save|${rows.memoryKey(account.accountId)}`;
	return await oneByOne(key, async () => await insertOrReplace(rows, account));
}

async function insertOrReplace(
	rows: AccountRows,
	{ accountId, address, via, secrets }: NewAccount,
): Promise<Remembered> {
	const { keys } = rows;
	const key = { integration_id: keys.clientId, account_id: accountId };
	const [earlier] = await rows.rows({ account_id: accountId });
	const all = {
		...secrets,
		credentialId: earlier && openKept(earlier, keys)?.credentialId,
		reinstalled: earlier !== undefined,
	};
	const columns = {
		...key,
		...sealedColumns(key, all, keys),
		domain: address.domain,
		platform: address.platform,
		status: 'installed',
		installed_at: new Date().toISOString(),
		via,
		lease: '',
		lease_until: 0,
	};
	if (!earlier) {
		const row = { ...columns, name: '', version: 1, former_domains: '' };
		return rows.remember({ ...row, id: await rows.table.insert(row) }, all);
	}
	const read = async () => (await rows.rows({ account_id: accountId })).at(0);
	const written = await rows.change(accountId, read, (row) => ({
		...columns,
		...movedColumns(row, address),
	}));
	if (!written) throw contended(accountId);
	return rows.remember(written, all);
}

/**
 * Leaves one row of an account, the oldest, with what the newest says: n8n's tables have no unique key.
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function uniteRows(rows: AccountRows, accountId: number): Promise<void> {
	for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
		const [oldest, ...others] = await rows.rows({ account_id: accountId });
		const newest = others.at(-1);
		if (!newest) return;
		if (!(await rows.write(oldest, omit(newest, ['id', 'version'])))) continue;
		for (const { id } of others) await rows.table.remove({ id });
		rows.forget(accountId);
		return;
	}
	throw contended(accountId);
}
