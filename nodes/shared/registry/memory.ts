import { orderBy } from 'lodash';

import { deriveKey } from '../oauth/keys';
import type { IntegrationKeys } from '../oauth/tokens';
import { isOlder, type Entry } from './account';

/** An account is named by its number or by its domain. */
export type AccountReference = { accountId: number } | { domain: string };

/** What a process knows of an account. */
interface Known {
	/** As it was read or written last. */
	last: Entry;
	/** Calls may go by it, without a look into the table. */
	isFresh: boolean;
	/** Connections that are over. */
	ended: Set<string>;
}

/** By integration, table and account: a busy workflow does not read the table on each call. */
const all = new Map<string, Known>();

const isUsable = ({ isFresh, last }: Known) => isFresh && last.status === 'installed';

/** When an account was connected, as a number: the table counts its rows. */
export const connectionOf = ({ connectedIn, id }: Entry): number => connectedIn ?? id;

/**
 * Of several accounts that claim one address the one that was connected last: by its time, which is sealed, for a row
 * that is put in anew has a new number.
 */
export const lastConnected = (entries: Entry[]): Entry | undefined =>
	orderBy(entries, ['installedAt', connectionOf], ['desc', 'desc']).at(0);

/** What this process knows of the accounts of one integration in one n8n, each table by itself. */
export class AccountMemory {
	/** Names the integration, its secret and the n8n among all that this process knows. */
	readonly identity: string;

	constructor({ clientId, clientSecret }: IntegrationKeys, storage: string) {
		const fingerprint = deriveKey(clientSecret, clientId, 'identity').toString('base64url');
		this.identity = `${clientId}|${fingerprint}|${storage}`;
	}

	keyOf(table: string, accountId: number): string {
		return `${this.identity}|${table}|${accountId}`;
	}

	/** The account, if calls may go by what is known of it. */
	recall(table: string, reference: AccountReference): Entry | undefined {
		if ('accountId' in reference) {
			const known = all.get(this.keyOf(table, reference.accountId));
			return known && isUsable(known) ? known.last : undefined;
		}
		// A former domain may be another account's by now: only the table knows.
		return lastConnected(this.fresh(table).filter(({ domain }) => domain === reference.domain));
	}

	/** What was known of it last, good or not. */
	last(table: string, accountId: number): Entry | undefined {
		return all.get(this.keyOf(table, accountId))?.last;
	}

	/** Whether a row says what was so before: of a connection that is over, or of a time before the last. */
	isOutdated(entry: Entry): boolean {
		const { table, accountId, grant } = entry;
		const known = all.get(this.keyOf(table, accountId));
		if (!known) return false;
		const { last, ended } = known;
		if (ended.has(grant) || last.past.includes(grant)) return true;
		return last.grant === grant && isOlder(entry, last);
	}

	/** It was written: what was known before is not true any more. */
	update(entry: Entry): void {
		const key = this.keyOf(entry.table, entry.accountId);
		const { isFresh, ended } = all.get(key) ?? { isFresh: false, ended: new Set<string>() };
		all.set(key, { last: entry, isFresh, ended });
	}

	remember(entry: Entry): Entry {
		const key = this.keyOf(entry.table, entry.accountId);
		const ended = all.get(key)?.ended ?? new Set();
		all.set(key, { last: entry, isFresh: true, ended });
		return entry;
	}

	/** The next call reads the table. */
	forget(table: string, accountId: number): void {
		const known = all.get(this.keyOf(table, accountId));
		if (known) known.isFresh = false;
	}

	/** Another account has this domain by now. */
	forgetHolders(table: string, domain: string, except: number): void {
		for (const entry of this.fresh(table)) {
			if (entry.domain === domain && entry.accountId !== except)
				this.forget(table, entry.accountId);
		}
	}

	/** The account is gone from the table: a row that says what was so before brings it back no more. */
	forgetForGood(table: string, accountId: number): void {
		const known = all.get(this.keyOf(table, accountId));
		if (!known) return;
		known.isFresh = false;
		known.ended.add(known.last.grant);
	}

	/** The accounts of a table that calls may go by. */
	fresh(table: string): Entry[] {
		const prefix = this.keyOf(table, 0).slice(0, -1);
		return [...all].flatMap(([key, known]) =>
			isUsable(known) && key.startsWith(prefix) ? [known.last] : [],
		);
	}
}
