import { randomUUID } from 'node:crypto';
import { pick } from 'lodash';

import type { AccountAddress } from '../address';
import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';
import { retry } from '../transport/retry';
import {
	ACCOUNT_STATUSES,
	keptOf,
	toAccount,
	withHistory,
	type AccountStatus,
	type Entry,
	type InstalledAccount,
	type KeptSecrets,
} from './account';
import type { AccountReference, AccountRows } from './accountRows';
import {
	Connections,
	KEEP_SAVING,
	type Connection,
	type ConnectionOptions,
	type ConnectRequest,
} from './connections';
import { ChangeFeed } from './changeFeed';
import { pendingId, pendingRow } from './pendingRow';
import { Renewals, requireTokens, type EntryWithTokens } from './renewals';
import { uniteRows } from './saveAccount';

/** An account that disabled the integration. */
export interface DisabledAccount {
	/** Nothing: it was not known. */
	account?: InstalledAccount;
	/** No other event tells of it. */
	isFirst: boolean;
}

/** What a call to the account needs. */
export interface Access {
	account: InstalledAccount;
	accessToken: string;
	/** Whose limits the call counts for. */
	clientId: string;
	/** The token was not made anew when the account refused another, or had moved: it may have ended as well. */
	isAsStored?: boolean;
}

/** An access token is renewed while it still has this long to live. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;

/** With less than this left a token may end on its way to amoCRM. */
const LAST_CALL_MS = 60 * 1000;

const accessOf = (entry: EntryWithTokens): Access => ({
	account: toAccount(entry),
	accessToken: entry.tokens.accessToken,
	clientId: entry.ownKeys?.clientId ?? entry.integrationId,
});

/** The accounts that installed one integration: their tokens, kept sealed and always fresh. */
export class InstalledAccounts {
	private readonly renewals: Renewals;
	private readonly news: ChangeFeed;
	private readonly connections: Connections;

	constructor(
		private readonly rows: AccountRows,
		options: ConnectionOptions & { extraDomains: string[] },
	) {
		this.news = new ChangeFeed(rows);
		this.renewals = new Renewals(rows, { ...options, news: this.news });
		this.connections = new Connections(rows, options);
	}

	/** Exchanges a code and keeps the account. @throws AmoCrmProblem */
	async connect(request: ConnectRequest): Promise<Connection> {
		return await this.connections.connect(request);
	}

	/** Whether the code has led to a pair that is not stored yet. */
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
	 * Makes sure that accounts can be kept, before one needs it: with a row that is written, changed and removed.
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

	/** All accounts of the integration, whatever their status, oldest first. */
	async list(): Promise<InstalledAccount[]> {
		return await this.rows.list();
	}

	/** The account, whatever its status. */
	async find(accountId: number): Promise<InstalledAccount | undefined> {
		return await this.rows.findAny({ accountId });
	}

	/** The account that has an address, or had it last; whatever its status. */
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
	 * Gives the tokens away to an n8n credential, for a refresh token works once: only one of the two may hold it.
	 * @param save stores them, in the credential that holds the account already if there is one; gives its id
	 */
	async moveToCredential(
		accountId: number,
		save: (kept: KeptSecrets) => Promise<string>,
	): Promise<string> {
		const read = async () => await this.rows.entry({ accountId });
		const credentialId = await save(keptOf(await read()));
		this.rows.forget(accountId);
		const letGo = (entry: Entry) => ({
			credentialId,
			probe: entry.tokens
				? { accessToken: entry.tokens.accessToken, until: entry.tokens.accessExpiresAt }
				: entry.probe,
			tokens: undefined,
			...withHistory(entry, 'savedAsCredential', 'the install trigger'),
		});
		await retry(async () => await this.rows.change(accountId, read, letGo), KEEP_SAVING);
		await settle(this.news.announce(accountId));
		return credentialId;
	}

	/** What is kept of an account, with its tokens or without; nothing of one that is not known. */
	async keptOf(accountId: number): Promise<KeptSecrets | undefined> {
		const entry = await this.rows.find(accountId);
		return entry && keptOf(entry);
	}

	/**
	 * A token to call the account with, renewed ahead of its expiry.
	 * @throws AmoCrmProblem `notInstalled`, or what the renewal ran into
	 */
	async access(reference: AccountReference): Promise<Access> {
		await this.news.catchUp();
		const recalled = this.rows.recall(reference);
		const known = requireTokens(recalled ?? this.rows.remember(await this.rows.entry(reference)));
		const lifeLeft = known.tokens.accessExpiresAt - Date.now();
		const hasAddress = known.domain !== '';
		if (hasAddress && lifeLeft > RENEW_AHEAD_MS) return accessOf(known);
		const renewed = await settle(this.renewals.renew(known, 'its expiry'));
		if (renewed.ok) return accessOf(renewed.value);
		// The old token still works: the renewal has time until it ends.
		if (hasAddress && lifeLeft > LAST_CALL_MS) return accessOf(known);
		throw renewed.error;
	}

	/**
	 * A token to go on with after the account refused `refused`: the stored one if it is another by now,
	 * else a renewed one.
	 * @param domain by which the account was named: it must still be that account's
	 */
	async accessAfter(accountId: number, refused: string, domain?: string): Promise<Access> {
		const stored = requireTokens(await this.stored(accountId, domain));
		if (stored.tokens.accessToken !== refused) return { ...accessOf(stored), isAsStored: true };
		return accessOf(await this.renewals.renew(stored, 'a refusal'));
	}

	/**
	 * Where to go on after the account answered that it is not at its address; nothing where it was not found elsewhere.
	 * @param domain by which the account was named: it must still be that account's
	 */
	async accessElsewhere({ account }: Access, domain?: string): Promise<Access | undefined> {
		const stored = requireTokens(await this.stored(account.accountId, domain));
		if (stored.domain !== account.domain) return { ...accessOf(stored), isAsStored: true };
		const located = await this.renewals.locate(stored);
		return located && { ...accessOf(located), isAsStored: true };
	}

	/** The account as the table has it; an account that is named by its address is no other for that. */
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
		return toAccount(await this.renewals.renew(stored, 'the node'));
	}

	/** By what a disabling is judged: the status of the account, and its connection, which another install changes. */
	async statusOf(accountId: number): Promise<{ status?: AccountStatus; connection?: string }> {
		const entry = await this.rows.find(accountId);
		return { status: entry?.status, connection: await this.connectionIn(accountId, entry) };
	}

	/** A row that does not verify may be one that was sealed with a newer secret. */
	private async connectionIn(accountId: number, entry: Entry | undefined) {
		return entry ? entry.grant : (await this.rows.findAny({ accountId }))?.status;
	}

	/**
	 * The integration was disabled in the account: its tokens are worthless from now on.
	 * @param connection the one that has ended; nothing: there was none
	 * @param eventId of the event that is to tell of it
	 * @returns the account, if it was known, and whether no other event tells of it; nothing: it is another connection
	 * by now
	 */
	async markUninstalled(
		accountId: number,
		connection: string | undefined,
		eventId: string,
	): Promise<DisabledAccount | undefined> {
		this.rows.forget(accountId);
		// A connection may have been cut off before it was introduced.
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
			...(found.status === 'uninstalled'
				? pick(found, ['endedBy'])
				: withHistory(found, 'disabled', 'amoCRM')),
		}));
		if (isAnother) return undefined;
		await settle(this.news.announce(accountId));
		if (!entry) return { account: await this.dropUnverified(accountId), isFirst: true };
		return { account: toAccount(entry), isFirst: entry.endedBy === eventId };
	}

	/** Its row is of no use any more, whatever it was sealed with. */
	private async dropUnverified(accountId: number): Promise<InstalledAccount | undefined> {
		const shown = await this.rows.findAny({ accountId });
		if (shown?.status !== 'unverified') return undefined;
		for (const row of await this.rows.rows({ account_id: accountId })) {
			const { id, version } = row;
			if (!this.rows.resolve([row]).entry) await this.rows.table.remove({ id, version });
		}
		return { ...shown, status: 'uninstalled' };
	}

	/** Forgets the account; amoCRM is not told, for it has no method for that. */
	async remove(reference: AccountReference): Promise<InstalledAccount> {
		const dropped =
			'accountId' in reference && (await this.find(reference.accountId))?.status === 'unverified'
				? await this.dropUnverified(reference.accountId)
				: undefined;
		if (dropped) return dropped;
		const entry = await this.rows.entry(reference, ACCOUNT_STATUSES);
		const { accountId } = entry;
		await uniteRows(this.rows, accountId);
		// Whoever looks between the two finds no tokens.
		const read = async () => await this.rows.find(accountId);
		const end = { status: 'uninstalled', tokens: undefined, lease: '' } as const;
		const ended = await this.rows.change(accountId, read, () => end);
		await this.news.announce(accountId);
		this.rows.forgetForGood(accountId);
		// The account may install again meanwhile: that row stays.
		if (ended) await this.rows.table.remove({ id: ended.id, version: ended.storedVersion });
		return toAccount(entry);
	}
}
