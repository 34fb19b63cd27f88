import { createHash } from 'node:crypto';
import type { z } from 'zod';

import type { AccountRows } from './accountRows';
import { seal, unseal } from './seal';
import { newRow, type AccountRow, type StoredRow } from './table';

/**
 * The number of a row that belongs to no account: the same for the same text, and negative, unlike those of accounts.
 * The row's seal is bound to it.
 */
export const pendingId = (text: string): number =>
	-createHash('sha256').update(text).digest().readUIntBE(0, 6) - 1;

/** A row with the status `pending`, for something that is not an account. */
export function pendingRow(
	rows: AccountRows,
	id: number,
	value: unknown,
	columns: Partial<AccountRow>,
): AccountRow {
	const key = { integrationId: rows.keys.clientId, accountId: id };
	return newRow({
		integration_id: rows.keys.clientId,
		account_id: id,
		status: 'pending',
		sealed: seal(value, key, rows.seals),
		...columns,
	});
}

/** The content of a pending row of this kind; nothing if it does not open, or is of another kind. */
export function openPending<T>(
	rows: AccountRows,
	row: StoredRow,
	kind: z.ZodType<T, z.ZodTypeDef, unknown>,
): T | undefined {
	const key = { integrationId: row.integration_id, accountId: row.account_id };
	return kind.safeParse(unseal(row.sealed, key, rows.seals)?.value).data;
}
