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
import type { AccountRows, Remembered } from './accountRows';
import type { StoredRow } from './table';

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
	const columnsAfter = (earlier?: StoredRow) => {
		const credentialId = earlier && openKept(earlier, keys)?.credentialId;
		const all = { ...secrets, credentialId, reinstalled: earlier !== undefined };
		return {
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
	};
	const find = async () => (await rows.rows({ account_id: accountId })).at(0);
	const replaced = await rows.change(accountId, find, (earlier) => ({
		...columnsAfter(earlier),
		...movedColumns(earlier, address),
	}));
	if (replaced) return rows.remember(replaced);
	const row = { ...columnsAfter(), name: '', version: 1, former_domains: '' };
	return rows.remember({ ...row, id: await rows.table.insert(row) });
}

/**
 * Leaves one row of an account, the oldest, with what the newest says: n8n's tables have no unique key.
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function uniteRows(rows: AccountRows, accountId: number): Promise<void> {
	let doubles: StoredRow[] = [];
	const oldest = async () => {
		const [first, ...others] = await rows.rows({ account_id: accountId });
		doubles = others;
		return others.length > 0 ? first : undefined;
	};
	await rows.change(accountId, oldest, () => omit(doubles.at(-1), ['id', 'version']));
	for (const { id } of doubles) await rows.table.remove({ id });
	rows.forget(accountId);
}
