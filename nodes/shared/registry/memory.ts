import { orderBy } from 'lodash';

import { deriveKey } from '../oauth/keys';
import type { IntegrationKeys } from '../oauth/tokens';
import { RecentMap } from '../recentMap';
import { isOlder, type Entry } from './account';

/** An account is named by its number, by its domain or by the builder's own id. */
export type AccountReference = { accountId: number } | { domain: string } | { externalId: string };

/** What a process knows of an account. */
interface RememberedAccount {
	/** The record as last read or written. */
	last: Entry;
	/** Calls may use it without reading the table. */
	isFresh: boolean;
	/** Connections that have ended. */
	ended: Set<string>;
}

/** How many accounts of one table a process remembers: some 5 kB each. */
const MOST_ACCOUNTS = 5_000;

const isUsable = ({ isFresh, last }: RememberedAccount) => isFresh && last.status === 'installed';

/** The accounts of one integration in one table. */
class TableMemory {
	private readonly accounts = new RecentMap<number, RememberedAccount>({
		most: MOST_ACCOUNTS,
		forgotten: ({ last }) => this.unlist(last),
	});

	/** Their numbers, by domain. */
	private readonly holders = new Map<string, Set<number>>();

	get(accountId: number): RememberedAccount | undefined {
		return this.accounts.get(accountId);
	}

	set(account: RememberedAccount): void {
		const { domain, accountId } = account.last;
		const known = this.accounts.get(accountId);
		if (known) this.unlist(known.last);
		const holders = this.holders.get(domain) ?? new Set();
		this.holders.set(domain, holders.add(accountId));
		this.accounts.set(accountId, account);
	}

	/** Those with a domain that calls may use. */
	at(domain: string): Entry[] {
		return [...(this.holders.get(domain) ?? [])].flatMap((id) => {
			const known = this.accounts.get(id);
			return known && isUsable(known) ? [known.last] : [];
		});
	}

	/** All that calls may use. */
	fresh(): Entry[] {
		return this.accounts.values().flatMap((known) => (isUsable(known) ? [known.last] : []));
	}

	private unlist({ domain, accountId }: Entry): void {
		const holders = this.holders.get(domain);
		holders?.delete(accountId);
		if (holders?.size === 0) this.holders.delete(domain);
	}
}

/** By integration and table, so that a busy workflow does not read the table on each call. */
const memory = new Map<string, TableMemory>();

/** Orders connections by age: row numbers grow. */
export const connectionOf = ({ connectedIn, id }: Entry): number => connectedIn ?? id;

/**
 * Of several accounts with the same address the one that was connected last. By its sealed time, because a row that is
 * inserted again gets a new number.
 */
export const lastConnected = (entries: Entry[]): Entry | undefined =>
	orderBy(entries, ['installedAt', connectionOf], ['desc', 'desc']).at(0);

/** What this process remembers of the accounts of one integration in one n8n, by table. */
export class AccountMemory {
	/** Identifies the integration, its secret and the n8n within this process. */
	readonly identity: string;

	constructor({ clientId, clientSecret }: IntegrationKeys, storage: string) {
		const fingerprint = deriveKey(clientSecret, clientId, 'identity').toString('base64url');
		this.identity = `${clientId}|${fingerprint}|${storage}`;
	}

	keyOf(table: string, accountId: number): string {
		return `${this.identity}|${table}|${accountId}`;
	}

	/** The account, if calls may use what is remembered. */
	recall(table: string, reference: AccountReference): Entry | undefined {
		if ('accountId' in reference) {
			const known = this.in(table).get(reference.accountId);
			return known && isUsable(known) ? known.last : undefined;
		}
		// Only the table says whether several accounts have the id.
		if ('externalId' in reference) return undefined;
		// A former domain may belong to another account by now: only the table says.
		return lastConnected(this.in(table).at(reference.domain));
	}

	/** The last known record, fresh or not. */
	last(table: string, accountId: number): Entry | undefined {
		return this.in(table).get(accountId)?.last;
	}

	/** Whether a record is older than what is remembered, or of a connection that has ended. */
	isOutdated(entry: Entry): boolean {
		const { table, accountId, grant } = entry;
		const known = this.in(table).get(accountId);
		if (!known) return false;
		const { last, ended } = known;
		if (ended.has(grant) || last.past.includes(grant)) return true;
		return last.grant === grant && isOlder(entry, last);
	}

	/** Replaces what was remembered by what has been written. */
	update(entry: Entry): void {
		const { isFresh = false } = this.in(entry.table).get(entry.accountId) ?? {};
		this.put(entry, isFresh);
	}

	remember(entry: Entry): Entry {
		this.put(entry, true);
		return entry;
	}

	/** The next call reads the table. */
	forget(table: string, accountId: number): void {
		const known = this.in(table).get(accountId);
		if (known) known.isFresh = false;
	}

	/** Forgets other accounts with this domain. */
	forgetHolders(table: string, domain: string, except: number): void {
		for (const { accountId } of this.in(table).at(domain)) {
			if (accountId !== except) this.forget(table, accountId);
		}
	}

	/** The account was removed: its old rows are not accepted again. */
	forgetForGood(table: string, accountId: number): void {
		const known = this.in(table).get(accountId);
		if (!known) return;
		known.isFresh = false;
		known.ended.add(known.last.grant);
	}

	/** The accounts of a table that calls may use. */
	fresh(table: string): Entry[] {
		return this.in(table).fresh();
	}

	private in(table: string): TableMemory {
		const key = `${this.identity}|${table}`;
		const known = memory.get(key) ?? new TableMemory();
		memory.set(key, known);
		return known;
	}

	private put(entry: Entry, isFresh: boolean): void {
		const accounts = this.in(entry.table);
		const { ended = new Set<string>() } = accounts.get(entry.accountId) ?? {};
		accounts.set({ last: entry, isFresh, ended });
	}
}
