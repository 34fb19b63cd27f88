import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import { attempt } from '../attempt';
import { refreshTokens } from '../oauth/tokens';
import type { Door } from '../transport/door';
import { openSecrets, sealedColumns, type AccountSecrets } from './account';
import { contended, WRITE_ATTEMPTS, type AccountRows, type Remembered } from './accountRows';
import type { StoredRow } from './table';

/** A renewal takes less, its timeout included; after this time another process may try. */
const LEASE_MS = 60_000;
/** How often a process looks whether another has renewed. */
const LEASE_POLL_MS = 250;
/** Between tries to store a new pair, longer each time. */
const WRITE_PAUSE_MS = 200;

/** A new pair that the table did not take yet, and the refresh token that was spent for it. */
interface Unsaved {
	secrets: AccountSecrets;
	spent: string;
}

/** Renewals under way: callers of one account share one. */
const running = new Map<string, Promise<Remembered>>();
const unsaved = new Map<string, Unsaved>();

/** Renews token pairs: one at a time per account, in this process and across processes. */
export class Renewals {
	constructor(
		private readonly rows: AccountRows,
		private readonly doorTo: (domain: string) => Door,
	) {}

	/** A newer pair than the given one, by this caller's renewal or by another's. */
	async renewed(stale: Remembered): Promise<Remembered> {
		const { accountId } = stale.account;
		const key = this.rows.memoryKey(accountId);
		const renewal =
			running.get(key) ?? this.renew(accountId, stale).finally(() => running.delete(key));
		running.set(key, renewal);
		return await renewal;
	}

	/** Spends the refresh token, unless another process does or did; one of them holds the row's lease. */
	private async renew(accountId: number, stale: Remembered): Promise<Remembered> {
		const pending = unsaved.get(this.rows.memoryKey(accountId));
		if (pending) return await this.store(accountId, pending);
		const patience = Date.now() + LEASE_MS;
		while (Date.now() <= patience) {
			const row = await this.rows.row({ accountId });
			const stored = this.rows.remember(row);
			if (stored.secrets.refreshToken !== stale.secrets.refreshToken) return stored;
			const lease = { lease: randomUUID(), lease_until: Date.now() + LEASE_MS };
			if (row.lease_until > Date.now()) await sleep(LEASE_POLL_MS);
			else if (await this.rows.write(row, lease)) return await this.spend(row, stored);
		}
		throw contended(accountId);
	}

	private async spend(row: StoredRow, { secrets }: Remembered): Promise<Remembered> {
		const { domain, account_id: accountId } = row;
		const { keys, table } = this.rows;
		const spent = await attempt(
			refreshTokens({ ...secrets, door: this.doorTo(domain), domain, keys }),
		);
		if (spent.ok) {
			const renewed = { ...secrets, ...spent.value };
			return await this.store(accountId, { secrets: renewed, spent: secrets.refreshToken });
		}
		await attempt(table.update(this.rows.keyOf(accountId), { lease: '', lease_until: 0 }));
		throw spent.error;
	}

	/**
	 * Keeps a new pair, whose predecessor is dead: tries for a while, and holds the pair in memory for the next
	 * call where the table stays away.
	 */
	private async store(accountId: number, pending: Unsaved): Promise<Remembered> {
		const key = this.rows.memoryKey(accountId);
		unsaved.set(key, pending);
		for (let trial = 1; ; trial++) {
			const stored = await attempt(this.tryStore(accountId, pending));
			if (stored.ok && stored.value) {
				unsaved.delete(key);
				return stored.value;
			}
			if (trial === WRITE_ATTEMPTS) throw stored.ok ? contended(accountId) : stored.error;
			await sleep(trial * WRITE_PAUSE_MS);
		}
	}

	/** Stores the pair unless the row has a newer one: of a reinstall, or of a process that took the lease over. */
	private async tryStore(
		accountId: number,
		{ secrets, spent }: Unsaved,
	): Promise<Remembered | undefined> {
		const row = await this.rows.row({ accountId });
		if (openSecrets(row, this.rows.keys).refreshToken !== spent) return this.rows.remember(row);
		const columns = { ...sealedColumns(row, secrets, this.rows.keys), lease: '', lease_until: 0 };
		const isWritten = await this.rows.write(row, columns);
		return isWritten ? this.rows.remember({ ...row, ...columns }, secrets) : undefined;
	}
}
