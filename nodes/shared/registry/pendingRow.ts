import { createHash } from 'node:crypto';
import type { z } from 'zod';

import type { AccountRows } from './accountRows';
import { seal, unseal } from './seal';
import { newRow, type AccountRow, type StoredRow } from './table';

/**
 * A number for what has no account yet, the same for the same text: below zero, so that no account has it.
 * The seal is bound to it as another row's is to its account.
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

/** What a pending row holds, if it is of this kind. One that does not open must not keep us from the others. */
export function openPending<T>(
	rows: AccountRows,
	row: StoredRow,
	kind: z.ZodType<T>,
): T | undefined {
	const key = { integrationId: row.integration_id, accountId: row.account_id };
	return kind.safeParse(unseal(row.sealed, key, rows.seals)?.value).data;
}
