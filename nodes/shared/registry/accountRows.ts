import { findLast, pick } from 'lodash';

import { deriveKey } from '../oauth/keys';
import type { IntegrationKeys } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import {
	openSecrets,
	sealedColumns,
	toAccount,
	type AccountSecrets,
	type AccountStatus,
	type InstalledAccount,
} from './account';
import { newRow, type AccountRow, type AccountTable, type RowMatch, type StoredRow } from './table';

/** An account is named by its number or by its domain. */
export type AccountReference = { accountId: number } | { domain: string };

/** An account with its tokens, as this process knows it. */
export interface Remembered {
	account: InstalledAccount;
	secrets: AccountSecrets;
}

export interface AccountRowsOptions {
	table: AccountTable;
	keys: IntegrationKeys;
	/** Names the n8n that the table is in; tells the memories of two of them apart. */
	storage: string;
}

/** How often a row that somebody else changed meanwhile is read again before giving up. */
export const WRITE_ATTEMPTS = 5;

/** What this process knows, by integration, storage and account: a busy workflow does not read the table on each call. */
const memory = new Map<string, Remembered>();

/** Of an account that is coming again, the newest row that works says most; a note of an install says the least. */
const telling = (rows: StoredRow[]): StoredRow | undefined =>
	findLast(rows, ({ status }) => status === 'installed') ??
	findLast(rows, ({ status }) => status !== 'pending') ??
	rows.at(-1);

/** The rows of one integration, and what this process remembers of them. */
export class AccountRows {
	readonly keys: IntegrationKeys;
	readonly table: AccountTable;
	/** Names the integration, and the table that its accounts are in, among all that this process knows. */
	readonly identity: string;

	constructor({ table, keys, storage }: AccountRowsOptions) {
		const fingerprint = deriveKey(keys.clientSecret, keys.clientId, 'identity').toString(
			'base64url',
		);
		this.identity = `${keys.clientId}|${fingerprint}|${storage}`;
		this.keys = keys;
		this.table = table;
	}

	/** Names the account among all that this process knows. */
	memoryKey(accountId: number): string {
		return `${this.identity}|${accountId}`;
	}

	keyOf(accountId: number): RowMatch {
		return { integration_id: this.keys.clientId, account_id: accountId };
	}

	async rows(match: RowMatch): Promise<StoredRow[]> {
		return await this.table.find({ ...match, integration_id: this.keys.clientId });
	}

	/**
	 * The account's row, if it has one of these statuses.
	 * @throws AmoCrmProblem `notInstalled`
	 */
	async row(
		reference: AccountReference,
		statuses: readonly AccountStatus[] = ['installed'],
	): Promise<StoredRow> {
		const row = telling(await this.named(reference));
		if (row && statuses.includes(row.status as AccountStatus)) return row;
		throw notInstalled('domain' in reference ? reference.domain : String(reference.accountId), row);
	}

	/** The account's row, whatever its status. */
	async find(accountId: number): Promise<StoredRow | undefined> {
		return telling(await this.rows({ account_id: accountId }));
	}

	/** A renamed account is still found by a former domain, unless another has that domain by now. */
	private async named(reference: AccountReference): Promise<StoredRow[]> {
		if ('accountId' in reference) return await this.rows({ account_id: reference.accountId });
		const { domain } = reference;
		const rows = await this.rows({ domain });
		if (rows.length > 0) return rows;
		return (await this.rows({})).filter((row) => toAccount(row).formerDomains.includes(domain));
	}

	/** A former domain may be another account's by now: only the table knows. */
	recall(reference: AccountReference): Remembered | undefined {
		if ('accountId' in reference) return memory.get(this.memoryKey(reference.accountId));
		const prefix = `${this.identity}|`;
		for (const [key, known] of memory) {
			if (key.startsWith(prefix) && known.account.domain === reference.domain) return known;
		}
		return undefined;
	}

	remember(row: StoredRow, secrets = openSecrets(row, this.keys)): Remembered {
		const known = { account: toAccount(row), secrets };
		memory.set(this.memoryKey(row.account_id), known);
		return known;
	}

	forget(accountId: number): void {
		memory.delete(this.memoryKey(accountId));
	}

	/** Rows for all accounts that this process knows: what is left when somebody deletes the table. */
	remembered(): AccountRow[] {
		const prefix = `${this.identity}|`;
		const known = [...memory].filter(([key]) => key.startsWith(prefix));
		return known.map(([, entry]) => this.rowOf(entry));
	}

	/** Writes if nobody else did meanwhile; gives the row as it is then. */
	async write(row: StoredRow, changes: Partial<AccountRow>): Promise<StoredRow | undefined> {
		const changed = { ...changes, version: row.version + 1 };
		const written = await this.table.update({ id: row.id, version: row.version }, changed);
		return written.length > 0 ? { ...row, ...changed } : undefined;
	}

	/**
	 * Changes a row, again and again until nobody else changes it meanwhile.
	 * @param read finds the row as it is; nothing: there is none to change
	 * @param change gives the new columns for it
	 */
	async change(
		accountId: number,
		read: () => Promise<StoredRow | undefined>,
		change: (row: StoredRow) => Partial<AccountRow>,
	): Promise<StoredRow | undefined> {
		for (let trial = 0; trial < WRITE_ATTEMPTS; trial++) {
			const row = await read();
			if (!row) return undefined;
			const written = await this.write(row, change(row));
			if (written) return written;
		}
		throw contended(accountId);
	}

	private rowOf({ account, secrets }: Remembered): AccountRow {
		const key = { integration_id: account.integrationId, account_id: account.accountId };
		return newRow({
			...key,
			...sealedColumns(key, secrets, this.keys),
			...pick(account, ['domain', 'name', 'platform', 'status', 'via']),
			installed_at: account.installedAt,
			former_domains: account.formerDomains.join(' '),
		});
	}
}

export function contended(accountId: number): AmoCrmProblem {
	return new AmoCrmProblem('conflict', `The row of account ${accountId} keeps changing.`, {
		hint: 'Several workflows connect the same account at once. Try again in a moment.',
	});
}

export function notInstalled(shown: string, row: StoredRow | undefined): AmoCrmProblem {
	const reasons: Record<string, string> = {
		uninstalled: `The integration was disabled in the account ${shown}.`,
		revoked: `The account ${shown} no longer accepts the stored token.`,
		pending: `The installation of the account ${shown} is not finished.`,
	};
	return new AmoCrmProblem(
		'notInstalled',
		reasons[row?.status ?? ''] ?? `The account ${shown} has not installed this integration.`,
		{ hint: 'Install the integration in the account, or connect it by a code, and try again.' },
	);
}
