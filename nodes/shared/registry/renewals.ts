import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import type { AccountAddress } from '../account/address';
import { attempt } from '../attempt';
import { refreshTokens, type TokenPair } from '../oauth/tokens';
import { findAccount } from '../oauth/whereabouts';
import { AmoCrmProblem } from '../problem';
import type { Door } from '../transport/door';
import { findSecrets, movedColumns, sealedColumns, type AccountSecrets } from './account';
import {
	contended,
	notInstalled,
	WRITE_ATTEMPTS,
	type AccountRows,
	type Remembered,
} from './accountRows';
import type { StoredRow } from './table';

/** A renewal takes less, its timeouts included; after this time another process may try. */
const LEASE_MS = 120_000;
/** How often a process looks whether another has renewed. */
const LEASE_POLL_MS = 250;
/** Between tries to store a new pair, longer each time. */
const WRITE_PAUSE_MS = 200;
/** Between tries of a pair that the table did not take for long, with nobody waiting for it. */
const LONG_PAUSE_MS = 30_000;

const RELEASED = { lease: '', lease_until: 0 };

/** What amoCRM gave for a refresh token, and where the account was found. */
interface Renewed {
	pair: TokenPair;
	/** Where it is not at the domain of its row any more. */
	movedTo?: AccountAddress;
}

/** A new pair that the table did not take yet, and the refresh token that was spent for it. */
interface Unsaved extends Renewed {
	spent: string;
}

/** Renewals under way: callers of one account share one. */
const running = new Map<string, Promise<Remembered>>();
const unsaved = new Map<string, Unsaved>();
const keptStoring = new WeakSet<Unsaved>();

export interface RenewalOptions {
	doorTo: (host: string) => Door;
	extraDomains: string[];
}

/** Renews token pairs: one at a time per account, in this process and across processes. */
export class Renewals {
	constructor(
		private readonly rows: AccountRows,
		private readonly options: RenewalOptions,
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
		const lease = randomUUID();
		for (;;) {
			const row = await this.rows.row({ accountId });
			const stored = this.rows.remember(row);
			if (stored.secrets.refreshToken !== stale.secrets.refreshToken) return stored;
			if (Date.now() > patience) throw contended(accountId);
			// It may be ours: then the answer to its write was lost.
			if (row.lease !== lease && row.lease_until > Date.now()) {
				await sleep(LEASE_POLL_MS);
				continue;
			}
			const leased = await this.rows.write(row, { lease, lease_until: Date.now() + LEASE_MS });
			const renewed = leased && (await this.spend(leased, stored));
			if (renewed) return renewed;
		}
	}

	/** Nothing: the row went to somebody else meanwhile, and is to be read again. */
	private async spend(leased: StoredRow, { secrets }: Remembered): Promise<Remembered | undefined> {
		const spent = await attempt(this.requestPair(leased, secrets));
		if (spent.ok)
			return await this.store(leased.account_id, { ...spent.value, spent: secrets.refreshToken });
		if (!isRevoked(spent.error)) {
			await attempt(this.rows.write(leased, RELEASED));
			throw spent.error;
		}
		const revoked = await this.rows.write(leased, { ...RELEASED, status: 'revoked' });
		if (!revoked) return undefined;
		this.rows.forget(leased.account_id);
		throw notInstalled(leased.domain, revoked);
	}

	/** Asks at the account's domain, and where it is not there any more, at its new one. */
	private async requestPair(row: StoredRow, secrets: AccountSecrets): Promise<Renewed> {
		const tried = await attempt(this.requestAt(row.domain, secrets));
		if (tried.ok) return { pair: tried.value };
		if (!mayHaveMoved(tried.error)) throw tried.error;
		const { doorTo, extraDomains } = this.options;
		const whereabouts = await findAccount(secrets, doorTo, extraDomains);
		if (whereabouts.kind === 'revoked') throw revocation(row.domain);
		// Then the refusal is all that is known.
		if (whereabouts.kind === 'nowhere') throw tried.error;
		if (whereabouts.kind === 'unknown') throw unrevoked(tried.error);
		const { address } = whereabouts;
		// It is where we asked, and honours the token: the refusal has another reason.
		if (address.domain === row.domain) throw unrevoked(tried.error);
		return { pair: await this.requestAt(address.domain, secrets), movedTo: address };
	}

	private async requestAt(domain: string, secrets: AccountSecrets): Promise<TokenPair> {
		const { refreshToken, redirectUri, ownKeys = this.rows.keys } = secrets;
		const door = this.options.doorTo(domain);
		const lane = this.rows.keys.clientId;
		return await refreshTokens({ door, domain, keys: ownKeys, lane, redirectUri, refreshToken });
	}

	/**
	 * Keeps a new pair, whose predecessor is dead: tries for a while, then goes on without letting its caller
	 * wait, for as long as the table stays away and the process lives.
	 */
	private async store(accountId: number, pending: Unsaved): Promise<Remembered> {
		const key = this.rows.memoryKey(accountId);
		unsaved.set(key, pending);
		for (let trial = 1; ; trial++) {
			const stored = await attempt(this.tryStore(accountId, pending));
			if (stored.ok && stored.value) return stored.value;
			if (!stored.ok && unsaved.get(key) !== pending) throw stored.error;
			if (trial === WRITE_ATTEMPTS) {
				void this.keepStoring(accountId, pending);
				throw stored.ok ? contended(accountId) : stored.error;
			}
			await sleep(trial * WRITE_PAUSE_MS);
		}
	}

	private async keepStoring(accountId: number, pending: Unsaved): Promise<void> {
		const key = this.rows.memoryKey(accountId);
		if (keptStoring.has(pending)) return;
		keptStoring.add(pending);
		while (unsaved.get(key) === pending) {
			await sleep(LONG_PAUSE_MS);
			if (unsaved.get(key) === pending) await attempt(this.tryStore(accountId, pending));
		}
	}

	/**
	 * Stores the pair unless the row has a newer one: of a reinstall, or of a process that took the lease over. A
	 * row that such a process took for revoked comes back to life.
	 */
	private async tryStore(accountId: number, pending: Unsaved): Promise<Remembered | undefined> {
		const { pair, movedTo, spent } = pending;
		const row = await this.rows.find(accountId);
		const stored = row && findSecrets(row, this.rows.keys);
		if (!row || stored?.refreshToken !== spent) {
			unsaved.delete(this.rows.memoryKey(accountId));
			return this.rows.remember(await this.rows.row({ accountId }));
		}
		const written = await this.rows.write(row, {
			...sealedColumns(row, { ...stored, ...pair }, this.rows.keys),
			...(movedTo && movedColumns(row, movedTo)),
			...RELEASED,
			status: 'installed',
		});
		if (!written) return undefined;
		unsaved.delete(this.rows.memoryKey(accountId));
		return this.rows.remember(written);
	}
}

const isProblem = (error: unknown): error is AmoCrmProblem => error instanceof AmoCrmProblem;

const isRevoked = (error: unknown) => isProblem(error) && error.code === 'revoked';

/** A renamed account is not known at its old address any more, or refuses there. */
const mayHaveMoved = (error: unknown) =>
	isProblem(error) && (isRevoked(error) || [401, 404].includes(error.details.status ?? 0));

const revocation = (domain: string) =>
	new AmoCrmProblem('revoked', `The account ${domain} no longer accepts the stored token.`);

/** The token is good, or may be: the refusal must not end the account. */
function unrevoked(error: unknown): unknown {
	if (!isProblem(error) || error.code !== 'revoked') return error;
	return new AmoCrmProblem('unauthorized', error.message, error.details);
}
