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
 * Keeps an account with its new tokens; in the row that it had before, if it had one. Of two installs at once,
 * in whichever processes, one row is left.
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
	if (!earlier) await rows.table.insert({ ...columns, name: '', version: 1, former_domains: '' });
	for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
		// n8n's tables have no unique key: another process may have inserted too. The oldest row stays.
		const [row, ...doubles] = await rows.rows({ account_id: accountId });
		if (!row) break;
		for (const double of doubles) await rows.table.remove({ id: double.id });
		const moved = movedColumns(row, address);
		if (row.sealed === columns.sealed) return rows.remember(row, all);
		const written = await rows.write(row, { ...columns, ...moved });
		if (written) return rows.remember(written, all);
	}
	throw contended(accountId);
}
