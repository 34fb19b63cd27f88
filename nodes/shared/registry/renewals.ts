import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import type { AccountAddress } from '../address';
import { cached } from '../cached';
import { RecentMap } from '../recentMap';
import { settle } from '../settle';
import { refreshTokens, type TokenPair } from '../oauth/tokens';
import { findAccount } from '../oauth/findAccount';
import { AmoCrmProblem, hasCode, statusOf } from '../problem';
import type { Http } from '../transport/http';
import { moved, withHistory, type AccountRecord, type AccountTokens, type Entry } from './account';
import { contended, notInstalled, WRITE_ATTEMPTS, type AccountRows } from './accountRows';
import type { ChangeFeed } from './changeFeed';
import { afterFailure, afterSuccess } from './health';
import { HEARTBEAT_MS, Liveness } from './liveness';

/** How long a process waits for another that renews. */
const PATIENCE_MS = 5 * 60_000;
/** Between its reads of the row, longer each time. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Between tries to store a new pair, longer each time. */
const WRITE_PAUSE_MS = 200;
/** Between tries in the background, when nobody waits for the pair any more. */
const LONG_PAUSE_MS = 30_000;

/** What amoCRM gave for a refresh token. */
interface Renewed {
	pair: TokenPair;
	/** The account's new address, if it has another than its row says. */
	movedTo?: AccountAddress;
}

/** A new pair that is not stored yet, and the refresh token that was spent for it. */
interface Unsaved extends Renewed {
	spent: string;
	/** The reason, for the history. */
	by: string;
}

/** An entry that has tokens. */
export type EntryWithTokens = Entry & { tokens: AccountTokens };

/** Renewals under way, shared by all callers for the account. */
const running = cached<EntryWithTokens>({ ms: 0 });
const locating = cached<EntryWithTokens | undefined>({ ms: 0 });
const unsaved = new Map<string, Unsaved>();
const storedInBackground = new WeakSet<Unsaved>();

/** A later renewal may have a pair of its own there by now. */
function forgetUnsaved(key: string, pending: Unsaved): void {
	if (unsaved.get(key) === pending) unsaved.delete(key);
}

/** How long a failed renewal is not tried again, longer each time: else each call would ask amoCRM. */
const FAILED_MS = 5_000;
const LONGEST_FAILED_MS = 60_000;

interface Failure {
	/** The refresh token that was refused. */
	refreshToken: string;
	error: unknown;
	count: number;
	until: number;
}

/** By account, until one succeeds. */
const failures = new RecentMap<string, Failure>({ most: 5_000 });

/** Accounts whose answer was a block, and when: that of many at once is one of this server's address. */
const blocked = new Map<string, number>();
const BLOCKED_MS = 10 * 60_000;
const MOST_BLOCKED = 3;

/** Counts a block of this account. @returns whether it may be its own: not where many are blocked at once */
export function isOwnBlock(clientId: string, accountId: number): boolean {
	const now = Date.now();
	for (const [other, at] of blocked) if (now - at > BLOCKED_MS) blocked.delete(other);
	blocked.set(`${clientId}|${accountId}`, now);
	return blocked.size <= MOST_BLOCKED;
}

/** Leases that this process has given up, in case the table could not be told. */
const endedLeases = new Set<string>();
const MOST_ENDED_LEASES = 1_000;

interface RenewalOptions {
	httpTo: (host: string) => Http;
	extraDomains: string[];
	changes: ChangeFeed;
}

/** @throws AmoCrmProblem `inCredential`, `storage` where it has no tokens */
export function requireTokens(entry: Entry): EntryWithTokens {
	const { tokens, credentialId, domain, accountId } = entry;
	if (tokens) return { ...entry, tokens };
	if (credentialId) {
		throw new AmoCrmProblem(
			'inCredential',
			`The account ${domain} is saved as an n8n credential.`,
			{
				hint: 'Choose that credential in the node, with the authentication OAuth2.',
			},
		);
	}
	throw new AmoCrmProblem('storage', `The stored token of account ${accountId} is not complete.`, {
		hint: 'Install the integration in the account again.',
	});
}

/**
 * Renews token pairs, one at a time per account, in this process and across processes: take the row's lease, read again,
 * spend the refresh token, store the new pair.
 */
export class Renewals {
	constructor(
		private readonly rows: AccountRows,
		private readonly options: RenewalOptions,
	) {}

	/**
	 * Gives a newer pair than the given one, whoever renews it.
	 * @param by the reason, for the history
	 * @throws AmoCrmProblem the last failure again, if that was a moment ago
	 */
	async renew(stale: EntryWithTokens, by: string): Promise<EntryWithTokens> {
		const key = this.rows.memoryKey(stale.accountId);
		const failure = this.failureOf(stale);
		if (failure && failure.until > performance.now()) throw failure.error;
		return await running.read(key, () => this.renewOnce(stale, by));
	}

	/** Lets the next renewal be tried at once. */
	forgetFailure(accountId: number): void {
		failures.delete(this.rows.memoryKey(accountId));
	}

	private failureOf({ accountId, tokens }: EntryWithTokens): Failure | undefined {
		const failure = failures.get(this.rows.memoryKey(accountId));
		return failure?.refreshToken === tokens.refreshToken ? failure : undefined;
	}

	private noteFailure(entry: EntryWithTokens, error: unknown): void {
		const count = (this.failureOf(entry)?.count ?? 0) + 1;
		const pause = Math.min(FAILED_MS * 2 ** (count - 1), LONGEST_FAILED_MS);
		const { refreshToken } = entry.tokens;
		const failure = { refreshToken, error, count, until: performance.now() + pause };
		failures.set(this.rows.memoryKey(entry.accountId), failure);
	}

	/** Finds the new address of an account that left its address; nothing if it was not found elsewhere. */
	async locate(entry: EntryWithTokens): Promise<EntryWithTokens | undefined> {
		const key = this.rows.memoryKey(entry.accountId);
		return await locating.read(key, () => this.locateOnce(entry));
	}

	private async locateOnce({ accountId }: Entry): Promise<EntryWithTokens | undefined> {
		const entry = requireTokens(await this.rows.entry({ accountId }));
		const { httpTo, extraDomains } = this.options;
		const location = await findAccount(entry.tokens, httpTo, extraDomains);
		// Whether its tokens have ended, the renewal finds out.
		if (location.kind === 'revoked') return await this.renew(entry, 'its address');
		if (location.kind !== 'found' || location.address.domain === entry.domain) return undefined;
		const written = await this.rows.write(entry, movedTo(entry, location.address));
		if (!written) return undefined;
		await this.announceMove(written);
		return requireTokens(this.rows.remember(written));
	}

	/** Other processes remember the former address, and may remember other accounts at the new one. */
	private async announceMove({ accountId, domain }: Entry): Promise<void> {
		this.rows.forgetHolders(domain, accountId);
		await settle(this.rows.takeDomain(domain, accountId));
		await settle(this.options.changes.announce(accountId));
	}

	/** Waits for the row's lease, then spends the refresh token, unless another process has done so meanwhile. */
	private async renewOnce(
		{ accountId, tokens: stale }: EntryWithTokens,
		by: string,
	): Promise<EntryWithTokens> {
		const pending = unsaved.get(this.rows.memoryKey(accountId));
		if (pending) return await this.store(accountId, pending);
		const lease = randomUUID();
		const liveness = new Liveness();
		let waitedMs = 0;
		for (let pause = FIRST_WAIT_MS; ; pause = Math.min(pause * 1.5, LONGEST_WAIT_MS)) {
			const { found: entry, isDead } = await liveness.read(
				async () => requireTokens(await this.rows.entry({ accountId })),
				(read) => `${read.lease}|${read.version}`,
			);
			if (entry.tokens.refreshToken !== stale.refreshToken) return this.remember(entry);
			// The lease may be our own, if the answer to its write was lost.
			const isFree = ['', lease].includes(entry.lease) || endedLeases.has(entry.lease) || isDead;
			if (!isFree) {
				if (waitedMs > PATIENCE_MS) throw contended(accountId);
				await sleep(pause);
				waitedMs += pause;
				continue;
			}
			const leased = await this.rows.write(entry, { lease });
			const renewed = leased && (await this.spend(requireTokens(leased), by));
			if (renewed) return renewed;
		}
	}

	/** Works while a heartbeat keeps the lease. @returns the outcome, and the account as last written */
	private async withHeartbeat<T>(leased: EntryWithTokens, work: () => Promise<T>) {
		let current: Entry = leased;
		let isOver = false;
		let lastWrite: Promise<unknown> = Promise.resolve();
		const keepAlive = async () => {
			for (;;) {
				await sleep(HEARTBEAT_MS);
				if (isOver) return;
				const written = settle(this.rows.write(current, {}));
				lastWrite = written;
				const tried = await written;
				if (!tried.ok) continue;
				const { value = await this.rows.find(leased.accountId) } = tried;
				if (value?.lease !== leased.lease) return;
				current = value;
			}
		};
		void settle(keepAlive());
		const done = await settle(work());
		isOver = true;
		await lastWrite;
		if (endedLeases.size >= MOST_ENDED_LEASES) endedLeases.clear();
		endedLeases.add(leased.lease);
		return { done, current };
	}

	/** @returns nothing if another process took the row over meanwhile */
	private async spend(leased: EntryWithTokens, by: string): Promise<EntryWithTokens | undefined> {
		const { accountId, tokens } = leased;
		const request = () => this.requestPair(leased);
		const { done, current } = await this.withHeartbeat(leased, request);
		if (done.ok) {
			return await this.store(accountId, { ...done.value, spent: tokens.refreshToken, by });
		}
		const isElsewhereToo =
			hasCode(done.error, 'blocked') && !isOwnBlock(this.rows.keys.clientId, accountId);
		const error = isElsewhereToo ? unsure(done.error) : done.error;
		const isEnd = hasCode(error, 'revoked');
		if (!isEnd) this.noteFailure(leased, error);
		const why = error instanceof AmoCrmProblem ? error.code : 'an unknown fault';
		const failed = await settle(
			this.endLease(current, (entry) => ({
				...afterFailure(entry, error),
				...(isEnd
					? { status: 'revoked', ...withHistory(entry, 'revoked', 'amoCRM') }
					: withHistory(entry, 'refused', why)),
			})),
		);
		if (!isEnd) throw error;
		if (!failed.ok) throw failed.error;
		if (!failed.value) return undefined;
		this.rows.forget(accountId);
		await settle(this.options.changes.announce(accountId));
		throw notInstalled(leased.domain || String(accountId), 'revoked');
	}

	/** @returns nothing if another process took the row over meanwhile */
	private async endLease(
		leased: Entry,
		change: (entry: Entry) => Partial<AccountRecord>,
	): Promise<Entry | undefined> {
		const { accountId, lease } = leased;
		let known: Entry | undefined = leased;
		const read = async () => {
			const entry = known ?? (await this.rows.find(accountId));
			known = undefined;
			return entry?.lease === lease ? entry : undefined;
		};
		return await this.rows.change(accountId, read, (entry) => ({ lease: '', ...change(entry) }));
	}

	/** Asks at the account's domain, or at its new one if it was renamed. */
	private async requestPair(entry: EntryWithTokens): Promise<Renewed> {
		const { domain, tokens } = entry;
		const tried =
			domain === ''
				? { ok: false as const, error: addressUnknown(entry) }
				: await settle(this.requestAt(domain, entry));
		if (tried.ok) return { pair: tried.value };
		if (!mayHaveMoved(tried.error)) throw tried.error;
		const { httpTo, extraDomains } = this.options;
		const location = await findAccount(tokens, httpTo, extraDomains);
		if (location.kind === 'revoked') throw revocation(domain);
		if (location.kind === 'nowhere') throw tried.error;
		if (location.kind === 'unknown') throw unsure(notRevoked(tried.error));
		const { address } = location;
		// It is at this address and accepts the token: the refusal has another reason.
		if (address.domain === domain) throw notRevoked(tried.error);
		return { pair: await this.requestAt(address.domain, entry), movedTo: address };
	}

	private async requestAt(domain: string, entry: EntryWithTokens): Promise<TokenPair> {
		const { tokens, ownKeys = this.rows.keys } = entry;
		const { refreshToken, redirectUri } = tokens;
		const http = this.options.httpTo(domain);
		const queue = this.rows.keys.clientId;
		return await refreshTokens({ http, domain, keys: ownKeys, queue, redirectUri, refreshToken });
	}

	/**
	 * Stores a new pair, whose predecessor is worthless: tries for a while, then in the background, for as long as the
	 * process lives.
	 */
	private async store(accountId: number, pending: Unsaved): Promise<EntryWithTokens> {
		const key = this.rows.memoryKey(accountId);
		unsaved.set(key, pending);
		for (let trial = 1; ; trial++) {
			const stored = await settle(this.tryStore(accountId, pending));
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
		if (storedInBackground.has(pending)) return;
		storedInBackground.add(pending);
		while (unsaved.get(key) === pending) {
			await sleep(LONG_PAUSE_MS);
			if (unsaved.get(key) === pending) await settle(this.tryStore(accountId, pending));
		}
	}

	/**
	 * Stores the pair unless the row has a newer one: of a reinstall, or of a process that took the lease over. A row that
	 * such a process marked as revoked is restored.
	 */
	private async tryStore(
		accountId: number,
		pending: Unsaved,
	): Promise<EntryWithTokens | undefined> {
		const { pair, movedTo: address, spent, by } = pending;
		const key = this.rows.memoryKey(accountId);
		const entry = await this.rows.find(accountId);
		if (!entry || entry.tokens?.refreshToken !== spent) {
			forgetUnsaved(key, pending);
			return this.remember(await this.rows.entry({ accountId }));
		}
		const what = entry.status === 'revoked' ? 'restored' : 'renewed';
		const history = withHistory(entry, what, by);
		const written = await this.rows.write(entry, {
			...history,
			...afterSuccess(entry),
			...(address && movedTo({ ...entry, ...history }, address)),
			tokens: { ...entry.tokens, ...pair },
			renewals: entry.renewals + 1,
			lease: '',
			status: 'installed',
		});
		if (!written) return undefined;
		forgetUnsaved(key, pending);
		if (address) await this.announceMove(written);
		return this.remember(written);
	}

	private remember(entry: Entry): EntryWithTokens {
		this.forgetFailure(entry.accountId);
		return requireTokens(this.rows.remember(entry));
	}
}

/** What the former address of a renamed account may answer. */
const MOVED_STATUSES = new Set([301, 302, 307, 308, 401, 404, 410]);

const mayHaveMoved = (error: unknown) =>
	hasCode(error, 'revoked') || MOVED_STATUSES.has(statusOf(error) ?? 0);

const movedTo = (entry: AccountRecord, address: AccountAddress): Partial<AccountRecord> => ({
	...moved(entry, address),
	...withHistory(entry, 'renamed', `${entry.domain || 'another address'} to ${address.domain}`),
});

const addressUnknown = ({ accountId }: Entry) =>
	new AmoCrmProblem(
		'notInstalled',
		`The address of account ${accountId} belongs to another account by now.`,
		{ status: 404, hint: 'Install the integration in the account again, at its new address.' },
	);

const revocation = (domain: string) =>
	new AmoCrmProblem('revoked', `The account ${domain} no longer accepts the stored token.`, {
		hint: 'The integration was disabled there, or the token was used elsewhere. Install it in the account again.',
	});

/** Whether the account has left this address could not be found out. */
const unsure = (error: unknown): unknown =>
	error instanceof AmoCrmProblem
		? new AmoCrmProblem(error.code, error.message, { ...error.details, isUnsure: true })
		: error;

/** The token is or may be good: the refusal must not mark the account as revoked. */
function notRevoked(error: unknown): unknown {
	if (!hasCode(error, 'revoked')) return error;
	return new AmoCrmProblem('unauthorized', error.message, error.details);
}
