import { omit } from 'lodash';

import type { AccountAddress } from '../account/address';
import { oneByOne } from '../oneByOne';
import {
	findSecrets,
	movedColumns,
	openKept,
	sealedColumns,
	toAccount,
	type AccountSecrets,
	type InstalledVia,
} from './account';
import type { AccountRows } from './accountRows';
import { newRow, type AccountRow, type StoredRow } from './table';

export interface NewAccount {
	accountId: number;
	address: AccountAddress;
	via: InstalledVia;
	secrets: AccountSecrets;
}

/** An account's row, and how it came to be what it is. */
export interface SettledAccount {
	row: StoredRow;
	/** The account had a row before. */
	reinstalled: boolean;
}

/**
 * n8n works in one thread: whoever waits for the answer to an install call gets it sooner while the accounts of
 * others are written one after another.
 */
const inTurn = async <T>({ identity }: AccountRows, work: () => Promise<T>): Promise<T> =>
	await oneByOne(`save|${identity}`, work);

/**
 * Keeps an account with its new tokens, at once and in a new row: until it is settled it may have two.
 * @throws AmoCrmProblem `storage`
 */
export async function saveAccount(
	rows: AccountRows,
	{ accountId, address, via, secrets }: NewAccount,
): Promise<StoredRow> {
	const key = { integration_id: rows.keys.clientId, account_id: accountId };
	const { domain, platform } = address;
	const sealed = sealedColumns(key, secrets, rows.keys);
	const row = newRow({ ...key, ...sealed, domain, platform, status: 'installed', via });
	const id = await inTurn(rows, async () => await rows.table.insert(row));
	return { ...row, id };
}

/**
 * Leaves one row of a saved account, the oldest, with what the newest says: n8n's tables have no unique key.
 * @param name as the account says it; nothing: it did not answer, and keeps the name that it had
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function settleAccount(
	rows: AccountRows,
	saved: StoredRow,
	name: string | undefined,
): Promise<SettledAccount> {
	const match = rows.keyOf(saved.account_id);
	return await inTurn(rows, async () => {
		const found =
			name === undefined ? await rows.rows(match) : await rows.table.update(match, { name });
		const earlier = found.filter(({ id }) => id < saved.id);
		const reinstalled = earlier.some((row) => isReinstalled(row, saved, rows));
		const united = found.length > 1 ? await uniteRows(rows, saved.account_id) : undefined;
		return { row: united ?? { ...saved, name: name ?? found.at(0)?.name ?? '' }, reinstalled };
	});
}

/** One install may have written both rows: the answer to its first write was lost, and it wrote again. */
function isReinstalled(earlier: StoredRow, newest: StoredRow, { keys }: AccountRows): boolean {
	const known = openKept(earlier, keys);
	if (!known || known.codeHash !== openKept(newest, keys)?.codeHash) return true;
	return known.reinstalled ?? false;
}

/**
 * Makes one row of several.
 * @returns it; nothing where there were not several
 * @throws AmoCrmProblem `storage`, `conflict`
 */
export async function uniteRows(
	rows: AccountRows,
	accountId: number,
): Promise<StoredRow | undefined> {
	let doubles: StoredRow[] = [];
	const oldest = async () => {
		const [first, ...others] = await rows.rows({ account_id: accountId });
		doubles = others;
		return others.length > 0 ? first : undefined;
	};
	const united = await rows.change(accountId, oldest, (first) =>
		unitedColumns(first, doubles[doubles.length - 1], rows),
	);
	for (const { id } of doubles) await rows.table.remove({ id });
	rows.forget(accountId);
	return united;
}

/** What the newest row says, and what only the earlier one knows. */
function unitedColumns(
	earlier: StoredRow,
	newest: StoredRow,
	rows: AccountRows,
): Partial<AccountRow> {
	const { keys } = rows;
	const known = openKept(newest, keys);
	const secrets = known && findSecrets(newest, keys);
	const credentialId = known?.credentialId ?? openKept(earlier, keys)?.credentialId;
	const reinstalled = isReinstalled(earlier, newest, rows);
	return {
		...omit(newest, ['id', 'version']),
		...(secrets && sealedColumns(newest, { ...secrets, credentialId, reinstalled }, keys)),
		...movedColumns(earlier, toAccount(newest)),
		name: newest.name || earlier.name,
	};
}
