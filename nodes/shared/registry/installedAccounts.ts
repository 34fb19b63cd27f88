import { randomUUID } from 'node:crypto';
import { pick } from 'lodash';

import type { AccountAddress } from '../address';
import { cached } from '../cached';
import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';
import type { Answer, OutgoingRequest } from '../transport/http';
import type { Lane, Share } from '../transport/limiter';
import { retry } from '../transport/retry';
import {
	ACCOUNT_STATUSES,
	keptOf,
	toAccount,
	withHistory,
	type AccountRecord,
	type AccountStatus,
	type BuilderData,
	type Entry,
	type InstalledAccount,
	type KeptSecrets,
} from './account';
import { ActiveAccounts, type ActiveAccount } from './activeAccounts';
import {
	notInstalled,
	type AccountPage,
	type AccountRowsPage,
	type AccountReference,
	type AccountRows,
} from './accountRows';
import {
	Connections,
	KEEP_SAVING,
	type Connection,
	type ConnectionOptions,
	type ConnectRequest,
} from './connections';
import { ChangeFeed, changesSoFar } from './changeFeed';
import { afterDisabling } from './health';
import { pendingId, pendingRow } from './pendingRow';
import { RefusedCalls } from './refusedCalls';
import { Renewals, requireTokens, type EntryWithTokens } from './renewals';
import { uniteRows } from './saveAccount';
import { storageUse, type StorageUse } from './storage';

/** An account that disabled the integration. */
interface DisabledAccount {
	/** Missing if it was not known. */
	account?: InstalledAccount;
	/** No other event reports it. */
	isFirst: boolean;
}

/** What a call to the account needs. */
export interface Access {
	account: InstalledAccount;
	accessToken: string;
	/** Whose limits the call counts for. */
	clientId: string;
	/** What it refuses, as far as this process knows. */
	lost?: Entry['lost'];
	/** The token was not renewed after the refusal, only read again: it may have ended as well. */
	isAsStored?: boolean;
}

/** An access token is renewed while it still has this long to live. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;

/** With less than this left a token may expire on its way to amoCRM. */
const LAST_CALL_MS = 60 * 1000;

/** Accounts as they were seconds ago; other processes change them. By number, or by their id in the chats. */
const recent = cached<InstalledAccount | undefined>({ ms: 15_000 });

const accessOf = (entry: EntryWithTokens): Access => ({
	account: toAccount(entry),
	accessToken: entry.tokens.accessToken,
	clientId: entry.ownKeys?.clientId ?? entry.integrationId,
	lost: entry.lost,
});

export interface RegistryOptions extends ConnectionOptions {
	extraDomains: string[];
	/** Acts in paused accounts, too. */
	servesPaused?: boolean;
}

export const paused = ({
	domain,
	accountId,
	pausedAt = '',
}: Pick<Entry, 'domain' | 'accountId' | 'pausedAt'>) =>
	new AmoCrmProblem(
		'paused',
		`The account ${domain || accountId} is paused since ${pausedAt.slice(0, 10)}, so nothing is done in it.`,
		{
			hint: 'The operation Resume of Installed Account ends that. Its tokens are kept alive meanwhile.',
		},
	);

/** The accounts that installed one integration, and their tokens. */
export class InstalledAccounts {
	private readonly renewals: Renewals;
	private readonly changes: ChangeFeed;
	private readonly connections: Connections;
	private readonly refusedCalls: RefusedCalls;
	private readonly activeAccounts: ActiveAccounts;

	constructor(
		private readonly rows: AccountRows,
		private readonly options: RegistryOptions,
	) {
		this.changes = new ChangeFeed(rows);
		const withChanges = { ...options, changes: this.changes };
		this.renewals = new Renewals(rows, withChanges);
		this.connections = new Connections(rows, withChanges);
		this.refusedCalls = new RefusedCalls(rows, withChanges);
		this.activeAccounts = new ActiveAccounts(rows);
	}

	/** The same accounts, to act in those that are paused, too. */
	get evenPaused(): InstalledAccounts {
		return new InstalledAccounts(this.rows, { ...this.options, servesPaused: true });
	}

	/** What this process may use by now of a limit that it shares with others; nothing: all of it. */
	async shareIn(key: string, lane: Lane): Promise<Share | undefined> {
		return await this.changes.processes.shareIn(key, lane);
	}

	/** Tells other processes that this one exists. */
	async exist(): Promise<void> {
		await this.changes.processes.exist();
	}

	/** Exchanges a code and keeps the account. @throws AmoCrmProblem */
	async connect(request: ConnectRequest): Promise<Connection> {
		return await this.connections.connect(request);
	}

	/** Whether the code gave a pair that is not stored yet. */
	holdsPairOf(code: string): boolean {
		return this.connections.holdsPairOf(code);
	}

	/** Whether this code has connected the account at this address. */
	async isConnectedBy(code: string, address: AccountAddress): Promise<boolean> {
		return (await this.connections.find(code, address)) !== undefined;
	}

	/** Whether an access token opens the account, whatever is stored. @throws AmoCrmProblem */
	async tryToken(domain: string, clientId: string, accessToken: string): Promise<void> {
		await this.connections.describe(domain, clientId, accessToken);
	}

	/**
	 * Makes sure that accounts can be stored, by a row that is inserted, updated and removed.
	 * @throws AmoCrmProblem `storage`, `apiKeyRefused`
	 */
	async checkStorage(): Promise<void> {
		const { table } = this.rows;
		const id = pendingId(`check|${randomUUID()}`);
		const match = this.rows.keyOf(id);
		await this.rows.rows(match);
		await table.insert(pendingRow(this.rows, id, {}, { name: 'Check of the API key' }));
		await table.update(match, { version: 2 });
		await table.remove(match);
	}

	/** How full n8n's data tables are; nothing where this n8n does not say. @throws AmoCrmProblem `storage` */
	async storageUse(): Promise<StorageUse | undefined> {
		return await storageUse(this.rows.table);
	}

	/** All accounts of the integration, whatever their status, oldest first. */
	async list(): Promise<InstalledAccount[]> {
		const all: InstalledAccount[] = [];
		for await (const account of this.each()) all.push(account);
		return all;
	}

	/** All accounts whose events start workflows, without reading again what this process knows. */
	async active(): Promise<ActiveAccount[]> {
		return await this.activeAccounts.read();
	}

	/**
	 * The same as `list`, read as they are taken.
	 * @param status only those that have it; not `unverified`, which the table does not know
	 */
	each(status?: AccountStatus): AsyncGenerator<InstalledAccount, void> {
		return this.rows.each(status);
	}

	/**
	 * All accounts after a row, as many at once as n8n gives.
	 * @param after `last` of the page before
	 */
	pages(after?: number): AsyncGenerator<AccountRowsPage, void> {
		return this.rows.pages(after);
	}

	/**
	 * A page of the installed accounts whose name, address or number has this text, oldest first.
	 * @param from `next` of the page before
	 */
	async search(text: string, from?: string): Promise<AccountPage> {
		return await this.rows.search(text, from);
	}

	/** The account, whatever its status. */
	async find(accountId: number): Promise<InstalledAccount | undefined> {
		return await this.rows.findAny({ accountId });
	}

	/** The same as it was some seconds ago, for callers that cannot wait for the table each time. */
	async findRecent(accountId: number): Promise<InstalledAccount | undefined> {
		const key = `${this.rows.memoryKey(accountId)}|${changesSoFar()}`;
		return await recent.read(key, async () => await this.find(accountId));
	}

	/** The account with this id in amoCRM's chats, whatever its status, as it was some seconds ago. */
	async findInChats(amojoId: string): Promise<InstalledAccount | undefined> {
		const key = `${this.rows.identity}|${amojoId}|${changesSoFar()}`;
		return await recent.read(key, async () => {
			const entry = await this.rows.withAmojoId(amojoId);
			return entry && toAccount(entry);
		});
	}

	/** Keeps the account's id in amoCRM's chats, by which their hooks name it. */
	async keepAmojoId(account: InstalledAccount, amojoId: string): Promise<void> {
		if (account.amojoId !== amojoId) await this.changeAny(account, () => ({ amojoId }));
	}

	/** The account with this address, or else the last that had it, whatever its status. */
	async holderOf(domain: string): Promise<InstalledAccount | undefined> {
		return await this.rows.findAny({ domain });
	}

	/**
	 * The account, whatever its status.
	 * @throws AmoCrmProblem `notInstalled` where there is none
	 */
	async getAny(reference: AccountReference): Promise<InstalledAccount> {
		return toAccount(await this.rows.entry(reference, ACCOUNT_STATUSES));
	}

	/** @throws AmoCrmProblem `notInstalled` */
	async get(reference: AccountReference): Promise<InstalledAccount> {
		return toAccount(await this.rows.entry(reference));
	}

	/**
	 * Moves the tokens to an n8n credential. They leave the table, because a refresh token works once.
	 * @param save stores them, in the account's credential if it has one, and gives its id
	 */
	async moveToCredential(
		accountId: number,
		save: (kept: KeptSecrets) => Promise<string>,
	): Promise<string> {
		const read = () => this.rows.entry({ accountId });
		const credentialId = await save(keptOf(await read()));
		this.rows.forget(accountId);
		const withoutTokens = (entry: Entry) => ({
			credentialId,
			probe: entry.tokens
				? { accessToken: entry.tokens.accessToken, until: entry.tokens.accessExpiresAt }
				: entry.probe,
			tokens: undefined,
			...withHistory(entry, 'savedAsCredential', 'the install trigger'),
		});
		await retry(() => this.rows.change(accountId, read, withoutTokens), KEEP_SAVING);
		await settle(this.changes.announce(accountId));
		return credentialId;
	}

	/** What is kept of an account even without tokens. */
	async keptOf(accountId: number): Promise<KeptSecrets | undefined> {
		const entry = await this.rows.find(accountId);
		return entry && keptOf(entry);
	}

	/**
	 * A token for calls to the account, renewed before it expires.
	 * @throws AmoCrmProblem `notInstalled`, `paused`, or the fault of the renewal
	 */
	async access(reference: AccountReference): Promise<Access> {
		await this.changes.catchUp();
		const recalled = this.rows.recall(reference);
		const known = this.usable(recalled ?? this.rows.remember(await this.rows.entry(reference)));
		const lifeLeft = known.tokens.accessExpiresAt - Date.now();
		const hasAddress = known.domain !== '';
		if (hasAddress && lifeLeft > RENEW_AHEAD_MS) return accessOf(known);
		const renewed = await settle(this.renewals.renew(known, 'its expiry'));
		if (renewed.ok) return accessOf(renewed.value);
		// The token still works: the renewal is tried again.
		if (hasAddress && lifeLeft > LAST_CALL_MS) return accessOf(known);
		throw renewed.error;
	}

	/**
	 * A token after the account refused `refused`: the stored one if it has changed since, else a renewed one.
	 * @param domain the address by which the account was named, which must still be its own
	 */
	async accessAfter(accountId: number, refused: string, domain?: string): Promise<Access> {
		const stored = this.usable(await this.stored(accountId, domain));
		if (stored.tokens.accessToken !== refused) return { ...accessOf(stored), isAsStored: true };
		return accessOf(await this.renewals.renew(stored, 'a refusal'));
	}

	/**
	 * Access to an account that is not at its address any more; nothing if it was not found elsewhere.
	 * @param domain the address by which the account was named, which must still be its own
	 */
	async accessElsewhere({ account }: Access, domain?: string): Promise<Access | undefined> {
		const stored = this.usable(await this.stored(account.accountId, domain));
		if (stored.domain !== account.domain) return { ...accessOf(stored), isAsStored: true };
		const located = await this.renewals.locate(stored);
		return located && { ...accessOf(located), isAsStored: true };
	}

	/** Looks whether the answer to a call says that the account refuses calls, or takes them again. */
	noteAnswer(access: Access, request: OutgoingRequest, answer: Answer): void {
		this.refusedCalls.note(access, request, answer);
	}

	private usable(entry: Entry): EntryWithTokens {
		if (entry.pausedAt && !this.options.servesPaused) throw paused(entry);
		return requireTokens(entry);
	}

	/** Reads the account again; one that was named by an address must not be replaced by another that has it now. */
	private async stored(accountId: number, domain: string | undefined): Promise<Entry> {
		this.rows.forget(accountId);
		if (domain === undefined) return this.rows.remember(await this.rows.entry({ accountId }));
		const entry = await this.rows.entry({ domain });
		if (entry.accountId === accountId) return this.rows.remember(entry);
		throw new AmoCrmProblem(
			'conflict',
			`The address ${domain} belongs to the account ${entry.accountId} by now, and did to the account ${accountId} before.`,
			{
				hint: 'Run it again to act in the account that has the address now. Choose the account By ID where it must always be the same one.',
			},
		);
	}

	/** Renews the pair now, whether it is due or not. */
	async refresh(reference: AccountReference): Promise<InstalledAccount> {
		const stored = requireTokens(this.rows.remember(await this.rows.entry(reference)));
		this.renewals.forgetFailure(stored.accountId);
		const renewed = await this.renewals.renew(stored, 'the node');
		const checked = await settle(this.refusedCalls.checkAgain(renewed));
		return toAccount(checked.ok ? checked.value : renewed);
	}

	/**
	 * Changes what the builder keeps with an account, whatever its status.
	 * @throws AmoCrmProblem `notInstalled`; `conflict` where another account has the id
	 */
	async update(
		reference: AccountReference,
		change: (account: InstalledAccount) => BuilderData,
	): Promise<InstalledAccount> {
		const account = await this.getAny(reference);
		const { externalId } = change(account);
		if (externalId) await this.requireFree(externalId, account);
		return await this.changeAny(account, (entry) => change(toAccount(entry)));
	}

	private async requireFree(externalId: string, { accountId }: InstalledAccount): Promise<void> {
		const [holder] = (await this.rows.withExternalId(externalId)).filter(
			(entry) => entry.accountId !== accountId && entry.status === 'installed',
		);
		if (!holder) return;
		throw new AmoCrmProblem(
			'conflict',
			`The account ${holder.domain || holder.accountId} has the ID "${externalId}" of yours already.`,
			{ hint: 'Each account needs another one. Give that account another ID first, or none.' },
		);
	}

	/** Nothing is done in the account until it is resumed; its tokens are kept alive. */
	async pause(reference: AccountReference): Promise<InstalledAccount> {
		const account = await this.getAny(reference);
		if (account.pausedAt) return account;
		return await this.changeAny(account, (entry) => ({
			pausedAt: new Date().toISOString(),
			...withHistory(entry, 'paused', 'the node'),
		}));
	}

	async resume(reference: AccountReference): Promise<InstalledAccount> {
		const account = await this.getAny(reference);
		if (!account.pausedAt) return account;
		return await this.changeAny(account, (entry) => ({
			pausedAt: undefined,
			resumedAt: new Date().toISOString(),
			...withHistory(entry, 'resumed', 'the node'),
		}));
	}

	private async changeAny(
		{ accountId, domain }: InstalledAccount,
		change: (entry: Entry) => Partial<AccountRecord>,
	): Promise<InstalledAccount> {
		const read = async () => await this.rows.find(accountId);
		const changed = await this.rows.change(accountId, read, change);
		if (!changed) throw notInstalled(domain, undefined);
		await settle(this.changes.announce(accountId));
		return toAccount(changed);
	}

	/** The status of an account, and what identifies its connection: another install changes that. */
	async statusOf(accountId: number): Promise<{ status?: AccountStatus; connection?: string }> {
		const entry = await this.rows.find(accountId);
		return { status: entry?.status, connection: await this.connectionIn(accountId, entry) };
	}

	/** A row that does not verify may be sealed with a newer secret. */
	private async connectionIn(accountId: number, entry: Entry | undefined) {
		return entry ? entry.grant : (await this.rows.findAny({ accountId }))?.status;
	}

	/**
	 * Ends the connection of an account that disabled the integration.
	 * @param connection the one that has ended, if there was one
	 * @param eventId of the event that reports it
	 * @returns nothing if the account has another connection by now
	 */
	async markUninstalled(
		accountId: number,
		connection: string | undefined,
		eventId: string,
	): Promise<DisabledAccount | undefined> {
		this.rows.forget(accountId);
		// A connection may have been cut off before it was settled.
		await uniteRows(this.rows, accountId);
		let isAnother = false;
		const read = async () => {
			const found = await this.rows.find(accountId);
			isAnother = (await this.connectionIn(accountId, found)) !== connection;
			return isAnother ? undefined : found;
		};
		const entry = await this.rows.change(accountId, read, (found) => ({
			status: 'uninstalled',
			tokens: undefined,
			lease: '',
			endedBy: eventId,
			...afterDisabling(found),
			...(found.status === 'uninstalled'
				? pick(found, ['endedBy'])
				: withHistory(found, 'disabled', 'amoCRM')),
		}));
		if (isAnother) return undefined;
		await settle(this.changes.announce(accountId));
		if (!entry) return { account: await this.dropUnverified(accountId), isFirst: true };
		return { account: toAccount(entry), isFirst: entry.endedBy === eventId };
	}

	/** Removes rows that do not verify. */
	private async dropUnverified(accountId: number): Promise<InstalledAccount | undefined> {
		const shown = await this.rows.findAny({ accountId });
		if (shown?.status !== 'unverified') return undefined;
		for (const row of await this.rows.rows({ account_id: accountId })) {
			const { id, version } = row;
			if (!this.rows.resolve([row]).entry) await this.rows.table.remove({ id, version });
		}
		return { ...shown, status: 'uninstalled' };
	}

	/** Removes the account here; amoCRM has no method to disable the integration there. */
	async remove(reference: AccountReference): Promise<InstalledAccount> {
		const dropped =
			'accountId' in reference ? await this.dropUnverified(reference.accountId) : undefined;
		if (dropped) return dropped;
		const entry = await this.rows.entry(reference, ACCOUNT_STATUSES);
		const { accountId } = entry;
		await uniteRows(this.rows, accountId);
		// First without tokens: other processes must not call the account before its row is gone.
		const read = () => this.rows.find(accountId);
		const end = { status: 'uninstalled', tokens: undefined, lease: '' } as const;
		const ended = await this.rows.change(accountId, read, () => end);
		await this.changes.announce(accountId);
		this.rows.forgetForGood(accountId);
		// If the account is installed again meanwhile, its row stays.
		if (ended) await this.rows.table.remove({ id: ended.id, version: ended.storedVersion });
		return toAccount(entry);
	}
}
