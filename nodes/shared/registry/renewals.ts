import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import type { AccountAddress } from '../address';
import { cached } from '../cached';
import { settle } from '../settle';
import { refreshTokens, type TokenPair } from '../oauth/tokens';
import { findAccount } from '../oauth/findAccount';
import { AmoCrmProblem } from '../problem';
import type { Http } from '../transport/http';
import { moved, withHistory, type AccountRecord, type AccountTokens, type Entry } from './account';
import { contended, notInstalled, WRITE_ATTEMPTS, type AccountRows } from './accountRows';
import type { ChangeFeed } from './changeFeed';
import { HEARTBEAT_MS, Liveness } from './liveness';

/** How long a process waits at the most for another that renews. */
const PATIENCE_MS = 5 * 60_000;
/** When it looks again, later and later. */
const FIRST_LOOK_MS = 250;
const LATEST_LOOK_MS = 5_000;
/** Between tries to store a new pair, longer each time. */
const WRITE_PAUSE_MS = 200;
/** Between tries of a pair that the table did not take for long, with nobody waiting for it. */
const LONG_PAUSE_MS = 30_000;

/** What amoCRM gave for a refresh token, and where the account was found. */
interface Renewed {
	pair: TokenPair;
	/** Where it is not at the domain of its row any more. */
	movedTo?: AccountAddress;
}

/** A new pair that the table did not take yet, and the refresh token that was spent for it. */
interface Unsaved extends Renewed {
	spent: string;
	/** What it was renewed for. */
	by: string;
}

/** An entry that has tokens. */
export type EntryWithTokens = Entry & { tokens: AccountTokens };

/** Renewals under way: callers of one account share one. */
const running = cached<EntryWithTokens>({ ms: 0 });
const locating = cached<EntryWithTokens | undefined>({ ms: 0 });
const unsaved = new Map<string, Unsaved>();
const storedInBackground = new WeakSet<Unsaved>();

/** So long a renewal that failed is not tried again, and longer each time: each call would ask amoCRM anew. */
const FAILED_MS = 5_000;
const LONGEST_FAILED_MS = 60_000;

interface Failure {
	/** The refresh token that was not taken. */
	refreshToken: string;
	error: unknown;
	count: number;
	until: number;
}

/** By account, until one succeeds. */
const failures = new Map<string, Failure>();

/** Leases of this process whose renewals are over, should the table not have heard of it. */
const endedLeases = new Set<string>();
const MOST_ENDED_LEASES = 1_000;

export interface RenewalOptions {
	httpTo: (host: string) => Http;
	extraDomains: string[];
	news: ChangeFeed;
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

/** Renews token pairs: one at a time per account, in this process and across processes. */
export class Renewals {
	constructor(
		private readonly rows: AccountRows,
		private readonly options: RenewalOptions,
	) {}

	/**
	 * A newer pair than the given one, by this caller's renewal or by another's.
	 * @param by what it is renewed for, for the history
	 * @throws AmoCrmProblem as the last renewal failed, if that was a moment ago
	 */
	async renew(stale: EntryWithTokens, by: string): Promise<EntryWithTokens> {
		const key = this.rows.memoryKey(stale.accountId);
		const failure = this.failureOf(stale);
		if (failure && failure.until > performance.now()) throw failure.error;
		return await running.read(key, async () => await this.renewOnce(stale, by));
	}

	/** The next renewal is tried, whatever became of the last one: somebody asked for it. */
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

	/** Asks where the account is, as its address does not lead to it; nothing where it was not found elsewhere. */
	async locate(entry: EntryWithTokens): Promise<EntryWithTokens | undefined> {
		const key = this.rows.memoryKey(entry.accountId);
		return await locating.read(key, async () => await this.locateOnce(entry));
	}

	private async locateOnce({ accountId }: Entry): Promise<EntryWithTokens | undefined> {
		const entry = requireTokens(await this.rows.entry({ accountId }));
		const { httpTo, extraDomains } = this.options;
		const whereabouts = await findAccount(entry.tokens, httpTo, extraDomains);
		// It left its address and honours the token no more: whether it has ended shows as at its expiry.
		if (whereabouts.kind === 'revoked') return await this.renew(entry, 'its address');
		if (whereabouts.kind !== 'found' || whereabouts.address.domain === entry.domain)
			return undefined;
		const written = await this.rows.write(entry, movedTo(entry, whereabouts.address));
		if (!written) return undefined;
		await this.announceMove(written);
		return requireTokens(this.rows.remember(written));
	}

	/** Other processes know the account at another address, and others may be known at this one. */
	private async announceMove({ accountId, domain }: Entry): Promise<void> {
		this.rows.forgetHolders(domain, accountId);
		await settle(this.rows.takeDomain(domain, accountId));
		await settle(this.options.news.announce(accountId));
	}

	/** Spends the refresh token, unless another process does or did; one of them holds the row's lease. */
	private async renewOnce(
		{ accountId, tokens: stale }: EntryWithTokens,
		by: string,
	): Promise<EntryWithTokens> {
		const pending = unsaved.get(this.rows.memoryKey(accountId));
		if (pending) return await this.store(accountId, pending);
		const lease = randomUUID();
		const holder = new Liveness();
		let waitedMs = 0;
		for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LATEST_LOOK_MS)) {
			const { found: entry, isDead } = await holder.look(
				async () => requireTokens(await this.rows.entry({ accountId })),
				(read) => `${read.lease}|${read.version}`,
			);
			if (entry.tokens.refreshToken !== stale.refreshToken) return this.remembered(entry);
			// It may be ours: then the answer to its write was lost.
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

	/** Keeps the lease alive while the work is done. @returns what came of it, and the account as it was leased last */
	private async withHeartbeat<T>(leased: EntryWithTokens, work: () => Promise<T>) {
		let held: Entry = leased;
		let isOver = false;
		let beat: Promise<unknown> = Promise.resolve();
		const beating = async () => {
			for (;;) {
				await sleep(HEARTBEAT_MS);
				if (isOver) return;
				const written = settle(this.rows.write(held, {}));
				beat = written;
				const tried = await written;
				if (!tried.ok) continue;
				const { value = await this.rows.find(leased.accountId) } = tried;
				if (value?.lease !== leased.lease) return;
				held = value;
			}
		};
		void settle(beating());
		const done = await settle(work());
		isOver = true;
		await beat;
		if (endedLeases.size >= MOST_ENDED_LEASES) endedLeases.clear();
		endedLeases.add(leased.lease);
		return { done, held };
	}

	/** Nothing: the row went to somebody else meanwhile, and is to be read again. */
	private async spend(leased: EntryWithTokens, by: string): Promise<EntryWithTokens | undefined> {
		const { accountId, tokens } = leased;
		const request = async () => await this.requestPair(leased);
		const { done, held } = await this.withHeartbeat(leased, request);
		if (done.ok) {
			return await this.store(accountId, { ...done.value, spent: tokens.refreshToken, by });
		}
		if (!isRevoked(done.error)) {
			this.noteFailure(leased, done.error);
			const why = isProblem(done.error) ? done.error.code : 'an unknown fault';
			await settle(this.rows.write(held, { lease: '', ...withHistory(held, 'refused', why) }));
			throw done.error;
		}
		const revoked = await this.rows.write(held, {
			lease: '',
			status: 'revoked',
			...withHistory(held, 'revoked', 'amoCRM'),
		});
		if (!revoked) return undefined;
		this.rows.forget(accountId);
		await settle(this.options.news.announce(accountId));
		throw notInstalled(leased.domain || String(accountId), 'revoked');
	}

	/** Asks at the account's domain, and where it is not there any more, at its new one. */
	private async requestPair(entry: EntryWithTokens): Promise<Renewed> {
		const { domain, tokens } = entry;
		const tried =
			domain === ''
				? { ok: false as const, error: addressUnknown(entry) }
				: await settle(this.requestAt(domain, entry));
		if (tried.ok) return { pair: tried.value };
		if (!mayHaveMoved(tried.error)) throw tried.error;
		const { httpTo, extraDomains } = this.options;
		const whereabouts = await findAccount(tokens, httpTo, extraDomains);
		if (whereabouts.kind === 'revoked') throw revocation(domain);
		// Then the refusal is all that is known.
		if (whereabouts.kind === 'nowhere') throw tried.error;
		if (whereabouts.kind === 'unknown') throw unrevoked(tried.error);
		const { address } = whereabouts;
		// It is where we asked, and honours the token: the refusal has another reason.
		if (address.domain === domain) throw unrevoked(tried.error);
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
	 * Keeps a new pair, whose predecessor is dead: tries for a while, then goes on without letting its caller
	 * wait, for as long as the table stays away and the process lives.
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
	 * Stores the pair unless the row has a newer one: of a reinstall, or of a process that took the lease over. A
	 * row that such a process took for revoked comes back to life.
	 */
	private async tryStore(
		accountId: number,
		pending: Unsaved,
	): Promise<EntryWithTokens | undefined> {
		const { pair, movedTo: address, spent, by } = pending;
		const key = this.rows.memoryKey(accountId);
		const entry = await this.rows.find(accountId);
		if (!entry || entry.tokens?.refreshToken !== spent) {
			unsaved.delete(key);
			return this.remembered(await this.rows.entry({ accountId }));
		}
		const what = entry.status === 'revoked' ? 'restored' : 'renewed';
		const told = withHistory(entry, what, by);
		const written = await this.rows.write(entry, {
			...told,
			...(address && movedTo({ ...entry, ...told }, address)),
			tokens: { ...entry.tokens, ...pair },
			renewals: entry.renewals + 1,
			lease: '',
			status: 'installed',
		});
		if (!written) return undefined;
		unsaved.delete(key);
		if (address) await this.announceMove(written);
		return this.remembered(written);
	}

	private remembered(entry: Entry): EntryWithTokens {
		this.forgetFailure(entry.accountId);
		return requireTokens(this.rows.remember(entry));
	}
}

const isProblem = (error: unknown): error is AmoCrmProblem => error instanceof AmoCrmProblem;

const isRevoked = (error: unknown) => isProblem(error) && error.code === 'revoked';

/** What an account answers that was renamed: it is not known at its old address any more, leads away, or refuses. */
const LEFT = new Set([301, 302, 307, 308, 401, 404, 410]);

const mayHaveMoved = (error: unknown) =>
	isProblem(error) && (isRevoked(error) || LEFT.has(error.details.status ?? 0));

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
	new AmoCrmProblem('revoked', `The account ${domain} no longer accepts the stored token.`);

/** The token is good, or may be: the refusal must not end the account. */
function unrevoked(error: unknown): unknown {
	if (!isProblem(error) || error.code !== 'revoked') return error;
	return new AmoCrmProblem('unauthorized', error.message, error.details);
}
