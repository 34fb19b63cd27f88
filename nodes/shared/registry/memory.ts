import { orderBy } from 'lodash';

import { deriveKey } from '../oauth/keys';
import type { IntegrationKeys } from '../oauth/tokens';
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

/** By integration, table and account, so that a busy workflow does not read the table on each call. */
const memory = new Map<string, RememberedAccount>();

const isUsable = ({ isFresh, last }: RememberedAccount) => isFresh && last.status === 'installed';

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
			const known = memory.get(this.keyOf(table, reference.accountId));
			return known && isUsable(known) ? known.last : undefined;
		}
		// Only the table says whether several accounts have the id.
		if ('externalId' in reference) return undefined;
		// A former domain may belong to another account by now: only the table says.
		return lastConnected(this.fresh(table).filter(({ domain }) => domain === reference.domain));
	}

	/** The last known record, fresh or not. */
	last(table: string, accountId: number): Entry | undefined {
		return memory.get(this.keyOf(table, accountId))?.last;
	}

	/** Whether a record is older than what is remembered, or of a connection that has ended. */
	isOutdated(entry: Entry): boolean {
		const { table, accountId, grant } = entry;
		const known = memory.get(this.keyOf(table, accountId));
		if (!known) return false;
		const { last, ended } = known;
		if (ended.has(grant) || last.past.includes(grant)) return true;
		return last.grant === grant && isOlder(entry, last);
	}

	/** Replaces what was remembered by what has been written. */
	update(entry: Entry): void {
		const key = this.keyOf(entry.table, entry.accountId);
		const { isFresh, ended } = memory.get(key) ?? { isFresh: false, ended: new Set<string>() };
		memory.set(key, { last: entry, isFresh, ended });
	}

	remember(entry: Entry): Entry {
		const key = this.keyOf(entry.table, entry.accountId);
		const ended = memory.get(key)?.ended ?? new Set();
		memory.set(key, { last: entry, isFresh: true, ended });
		return entry;
	}

	/** The next call reads the table. */
	forget(table: string, accountId: number): void {
		const known = memory.get(this.keyOf(table, accountId));
		if (known) known.isFresh = false;
	}

	/** Forgets other accounts with this domain. */
	forgetHolders(table: string, domain: string, except: number): void {
		for (const entry of this.fresh(table)) {
			if (entry.domain === domain && entry.accountId !== except)
				this.forget(table, entry.accountId);
		}
	}

	/** The account was removed: its old rows are not accepted again. */
	forgetForGood(table: string, accountId: number): void {
		const known = memory.get(this.keyOf(table, accountId));
		if (!known) return;
		known.isFresh = false;
		known.ended.add(known.last.grant);
	}

	/** The accounts of a table that calls may use. */
	fresh(table: string): Entry[] {
		const prefix = this.keyOf(table, 0).slice(0, -1);
		return [...memory].flatMap(([key, known]) =>
			isUsable(known) && key.startsWith(prefix) ? [known.last] : [],
		);
	}
}
