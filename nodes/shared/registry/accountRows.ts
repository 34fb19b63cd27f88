import { capitalize, groupBy, isEqual, maxBy, minBy, uniq, uniqWith } from 'lodash';

import { batched } from '../batched';
import { cached } from '../cached';
import type { IntegrationKeys } from '../oauth/tokens';
import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';
import {
	toColumns,
	formerDomainsIn,
	isOlder,
	openEntry,
	toAccount,
	fromColumns,
	withHistory,
	type AccountRecord,
	type AccountStatus,
	type Entry,
	type InstalledAccount,
	type Opening,
} from './account';
import { AccountMemory, connectionOf, lastConnected, type AccountReference } from './memory';
import type { SealKeys } from './seal';
import {
	CHANGED_STATUS,
	MOST_ROWS,
	type AccountTable,
	type RowCondition,
	type RowMatch,
	type RowQuery,
	type StoredRow,
} from './table';

export type { AccountReference } from './memory';

interface AccountRowsOptions {
	table: AccountTable;
	keys: IntegrationKeys;
	/** Identifies the n8n with the table. */
	storage: string;
	/** Secrets that may have sealed a row, the client secret first. Default: only that. */
	secrets?: readonly string[];
	/** Domains of accounts beside amoCRM's own. */
	extraDomains?: string[];
	/** Writes to n8n's log. */
	warn?(message: string): void;
}

/** How often a write is tried again when the row has changed meanwhile. */
export const WRITE_ATTEMPTS = 5;

/** Warnings that were logged: each is logged once. */
const warned = cached<true>({ ms: Infinity, most: 1_000 });

/** The row of a connection with the latest state; of identical copies the oldest. */
const latest = (entries: Entry[]): Entry | undefined =>
	minBy(
		entries.filter((entry) => !entries.some((other) => isOlder(entry, other))),
		'id',
	);

/** The record that counts: an account that was installed again has two rows until they are merged. */
function currentOf(entries: Entry[]): Entry | undefined {
	const past = new Set(entries.flatMap((entry) => entry.past));
	const alive = entries.filter(({ grant }) => !past.has(grant));
	const grants = Object.values(groupBy(alive, 'grant')).flatMap((same) => latest(same) ?? []);
	return maxBy(grants, connectionOf);
}

/** Rows grouped by account, the account with the oldest row first. */
const byAccount = (rows: StoredRow[]): StoredRow[][] => {
	const accounts = new Map<number, StoredRow[]>();
	for (const row of rows) {
		const own = accounts.get(row.account_id);
		if (own) own.push(row);
		else accounts.set(row.account_id, [row]);
	}
	return [...accounts.values()];
};

/** How many accounts a page of a search has. */
const SEARCH_PAGE = 100;

/** Some of the accounts that a search finds. */
export interface AccountPage {
	accounts: InstalledAccount[];
	/** Where the next page begins; nothing: there is none. */
	next?: string;
}

/** Accounts in the order of their rows. */
export interface AccountRowsPage {
	accounts: InstalledAccount[];
	/** The number of the last row: the next page begins after it. */
	last: number;
	isLast: boolean;
}

/** So many lookups of accounts are one call of n8n's API, which reads the whole table for each: its URL has an end. */
const MOST_LOOKUPS = 10;

/** Rows whose domain is this one, or was, and some others. */
const namedBy = (domain: string): RowCondition[] => [
	{ column: 'domain', condition: 'eq', value: domain },
	{ column: 'former_domains', condition: 'like', value: `%${domain}%` },
];

const isNamed = (row: StoredRow, domain: string) =>
	row.domain === domain || formerDomainsIn(row).includes(domain);

/** SQLite knows upper and lower case of Latin letters only. */
const spellingsOf = (text: string) =>
	uniq([text, text.toLowerCase(), text.toUpperCase(), capitalize(text)]);

function conditionsFor(text: string): RowCondition[] {
	const number = /^\d+$/.test(text) ? Number(text) : undefined;
	return [
		{ column: 'domain', condition: 'ilike', value: `%${text}%` },
		...(['name', 'external_id', 'labels'] as const).flatMap((column) =>
			spellingsOf(text).map(
				(spelling) => ({ column, condition: 'ilike', value: `%${spelling}%` }) as const,
			),
		),
		...(number === undefined
			? []
			: [{ column: 'account_id', condition: 'eq', value: number } as const]),
	];
}

const hasText = (account: InstalledAccount, text: string) =>
	String(account.accountId) === text ||
	[account.domain, account.name, account.externalId, ...account.labels].some((each) =>
		each.toLowerCase().includes(text.toLowerCase()),
	);

/** The rows of one account, and the record that they amount to. */
interface ResolvedRows {
	rows: StoredRow[];
	/** Nothing if no row verifies. */
	entry?: Entry;
	/** A later record that this process remembers, if the rows are older. */
	newer?: Entry;
}

/** The rows of one integration's accounts, with what this process remembers of them. */
export class AccountRows {
	readonly keys: IntegrationKeys;
	readonly seals: SealKeys;
	readonly table: AccountTable;
	private readonly memory: AccountMemory;
	private readonly opening: Opening;
	private readonly warn: (message: string) => void;

	constructor(options: AccountRowsOptions) {
		const { table, keys, storage, secrets = [keys.clientSecret], extraDomains = [] } = options;
		this.keys = keys;
		this.table = table;
		this.memory = new AccountMemory(keys, storage);
		this.seals = { clientId: keys.clientId, secrets };
		const legacyDomain = (accountId: number) => table.legacyDomain(accountId);
		this.opening = { keys: this.seals, legacyDomain, extraDomains };
		this.warn = options.warn ?? (() => undefined);
	}

	/** Identifies the integration and its n8n within this process. */
	get identity(): string {
		return this.memory.identity;
	}

	/** Identifies the account within this process. */
	memoryKey(accountId: number): string {
		return this.memory.keyOf(this.table.id, accountId);
	}

	keyOf(accountId: number): RowMatch {
		return { integration_id: this.keys.clientId, account_id: accountId };
	}

	async rows(match: RowMatch, after?: number, most?: number): Promise<StoredRow[]> {
		return await this.table.find({ ...match, integration_id: this.keys.clientId }, after, most);
	}

	/** Rows of accounts whose domain this is, or was. */
	async named(domain: string): Promise<StoredRow[]> {
		const found = await this.lookUp(namedBy(domain));
		return found.filter((row) => row.account_id > 0 && isNamed(row, domain));
	}

	/** Rows that meet at least one of the conditions, oldest first. */
	async any(conditions: RowCondition[]): Promise<StoredRow[]> {
		const found: StoredRow[] = [];
		let from: string | undefined;
		do {
			const page = await this.table.page({ any: conditions }, { from });
			found.push(...page.rows);
			from = page.next;
		} while (from !== undefined);
		return found.filter(this.isOwn);
	}

	/**
	 * The account, if it has one of these statuses.
	 * @throws AmoCrmProblem `notInstalled`, `storage` where its row does not verify
	 */
	async entry(
		reference: AccountReference,
		statuses: readonly AccountStatus[] = ['installed'],
	): Promise<Entry> {
		const { rows, entry } = await this.resolveReference(reference);
		const [shown] = Object.values(reference).map(String);
		if (!entry && rows.length > 0) throw unverified(shown);
		if (!entry || !statuses.includes(entry.status)) throw notInstalled(shown, entry?.status);
		return entry.isStale ? await this.reseal(entry) : entry;
	}

	/** The account, whatever its status; nothing if none verifies. */
	async find(accountId: number): Promise<Entry | undefined> {
		return (await this.stored(accountId)).entry;
	}

	/** The account, even if it does not verify or is not finished. */
	async findAny(reference: AccountReference): Promise<InstalledAccount | undefined> {
		return shownAccount(await this.resolveReference(reference));
	}

	/**
	 * All accounts and unfinished installations, oldest first, read as they are taken.
	 * @param status only those that have it in the table, where a person may have changed it
	 */
	async *each(status?: AccountStatus): AsyncGenerator<InstalledAccount, void> {
		for await (const { accounts } of this.pages(0, status)) yield* accounts;
	}

	/** The same from a row on, in the portions in which n8n gives them: one call of n8n's API each. */
	async *pages(after = 0, status?: AccountStatus): AsyncGenerator<AccountRowsPage, void> {
		const match = status === undefined ? {} : { status };
		const seen = new Set<number>();
		let last = after;
		for (;;) {
			const rows = await this.rows(match, last, MOST_ROWS);
			// Another row of an account whose first one was on an earlier page is merged with that soon.
			const fresh = rows.filter(({ account_id: id }) => !seen.has(id));
			for (const { account_id: id } of fresh) seen.add(id);
			last = rows.at(-1)?.id ?? last;
			const isLast = rows.length < MOST_ROWS;
			yield { accounts: this.accountsIn(fresh), last, isLast };
			if (isLast) return;
		}
	}

	/** A page of the installed accounts whose name, address or number has this text, oldest first. */
	async search(text: string, from?: string): Promise<AccountPage> {
		const trimmed = text.trim();
		const query: RowQuery =
			trimmed === ''
				? { all: { integration_id: this.keys.clientId, status: 'installed' } }
				: { any: conditionsFor(trimmed) };
		const { rows, next } = await this.table.page(query, { limit: SEARCH_PAGE, from });
		const accounts = this.accountsIn(rows.filter(this.isOwn)).filter(
			(account) => account.status === 'installed' && hasText(account, trimmed),
		);
		return accounts.length === 0 && next !== undefined
			? await this.search(text, next)
			: { accounts, next };
	}

	/** Rows that meet at least one of the conditions, and those that others look up at the same time. */
	private readonly lookUp = batched(
		MOST_LOOKUPS,
		async (lookups: RowCondition[][]) => await this.any(uniqWith(lookups.flat(), isEqual)),
	);

	private readonly isOwn = ({ integration_id: id }: StoredRow) => id === this.keys.clientId;

	/** The accounts in some rows. */
	private accountsIn(rows: StoredRow[]): InstalledAccount[] {
		const stored = byAccount(rows).map((own) => {
			const [{ account_id: id, domain, status }] = own;
			if (id > 0) return this.resolve(own);
			return domain !== '' && status === 'pending' ? { rows: own } : { rows: [] };
		});
		void this.resealAll(stored.flatMap(({ entry }) => entry ?? []));
		return stored.flatMap((one) => shownAccount(one) ?? []);
	}

	recall(reference: AccountReference): Entry | undefined {
		return this.memory.recall(this.table.id, reference);
	}

	remember(entry: Entry): Entry {
		return this.memory.remember(entry);
	}

	forget(accountId: number): void {
		this.memory.forget(this.table.id, accountId);
	}

	forgetAll(): void {
		for (const { accountId } of this.memory.fresh(this.table.id)) this.forget(accountId);
	}

	/** Forgets other accounts that were remembered with this domain. */
	forgetHolders(domain: string, except: number): void {
		this.memory.forgetHolders(this.table.id, domain, except);
	}

	/** The account was removed; rows of its former connections are not accepted again. */
	forgetForGood(accountId: number): void {
		this.memory.forgetForGood(this.table.id, accountId);
	}

	/** Handles a new row: its account must be read again. @returns whether it is a change */
	applyChange({ id, account_id: accountId, status, domain, table }: StoredRow): boolean {
		if (status === CHANGED_STATUS) {
			this.forget(-accountId);
			return true;
		}
		// This process wrote it.
		if (accountId <= 0 || this.memory.last(table, accountId)?.id === id) return false;
		this.forget(accountId);
		this.forgetHolders(domain, accountId);
		return true;
	}

	/** Writes if nobody else has written meanwhile. @returns the account as written; nothing if somebody has */
	async write(entry: Entry, changes: Partial<AccountRecord>): Promise<Entry | undefined> {
		const version = Math.max(entry.version, entry.storedVersion) + 1;
		const changed = { ...entry, version, ...changes };
		const match = { ...this.keyOf(entry.accountId), id: entry.id, version: entry.storedVersion };
		const columns = toColumns(changed, entry.table, this.seals);
		const written = await this.table.update(match, columns, entry.table);
		if (written.length === 0) return undefined;
		const { name } = written[0];
		const current = { ...changed, name, storedVersion: changed.version, isStale: false };
		this.memory.update(current);
		return current;
	}

	/**
	 * Changes an account, and tries again if somebody else changes it meanwhile.
	 * @param read gives the current account; nothing: there is none to change
	 * @param change gives the changes
	 */
	async change(
		accountId: number,
		read: () => Promise<Entry | undefined>,
		change: (entry: Entry) => Partial<AccountRecord>,
	): Promise<Entry | undefined> {
		for (let trial = 0; trial < WRITE_ATTEMPTS; trial++) {
			const entry = await read();
			if (!entry) return undefined;
			const written = await this.write(entry, change(entry));
			if (written) return written;
		}
		throw contended(accountId);
	}

	/** Finds the record that counts in the rows of one account. */
	resolve(rows: StoredRow[]): ResolvedRows {
		const entries = rows.flatMap((row) => openEntry(row, this.opening) ?? []);
		const [first] = rows;
		if (first && entries.length === 0) {
			this.warnOnce(
				`The row of the amoCRM account ${first.account_id} (${first.domain}) in the data table does not verify: it was changed by hand, or sealed with another client secret. Nothing is done with it.`,
			);
		}
		const entry = currentOf(entries.filter((each) => !this.memory.isOutdated(each)));
		if (entry || entries.length === 0) return { rows, entry };
		const newer = this.memory.last(entries[0].table, entries[0].accountId);
		return { rows, newer };
	}

	private async resolveReference(reference: AccountReference): Promise<ResolvedRows> {
		if ('accountId' in reference) return await this.stored(reference.accountId);
		if ('domain' in reference) return await this.holderOf(reference.domain);
		return await this.ownerOf(reference.externalId);
	}

	/** All accounts that have the builder's own id, whatever their status. */
	async withExternalId(externalId: string): Promise<Entry[]> {
		const claims = (await this.rows({ external_id: externalId })).filter(
			({ account_id: id }) => id > 0,
		);
		const claimants = await Promise.all(
			uniq(claims.map(({ account_id: id }) => id)).map(async (id) => await this.stored(id)),
		);
		// The column may have been changed by hand.
		return claimants.flatMap(({ entry }) => (entry?.externalId === externalId ? entry : []));
	}

	/** The account with this id in amoCRM's chats, whatever its status. */
	async withAmojoId(amojoId: string): Promise<Entry | undefined> {
		// The column may have been changed by hand.
		const [row] = (await this.rows({ amojo_id: amojoId })).filter(
			(each) => this.resolve([each]).entry?.amojoId === amojoId,
		);
		return row && (await this.stored(row.account_id)).entry;
	}

	/** The account with the builder's own id: of several the one that is installed. */
	private async ownerOf(externalId: string): Promise<ResolvedRows> {
		const found = await this.withExternalId(externalId);
		const installed = found.filter(({ status }) => status === 'installed');
		const [entry, ...others] = installed.length > 0 ? installed : found;
		if (others.length > 0) throw ambiguous(externalId, [entry, ...others]);
		return { rows: [], entry };
	}

	private async stored(accountId: number): Promise<ResolvedRows> {
		const known = this.memory.last(this.table.id, accountId);
		const found = await this.lookUp([{ column: 'account_id', condition: 'eq', value: accountId }]);
		const rows = found.filter(({ account_id: id }) => id === accountId);
		// It may have been connected while the table was read.
		const isSame = this.memory.last(this.table.id, accountId) === known;
		if (rows.length === 0 && isSame) this.forgetForGood(accountId);
		const stored = this.resolve(rows);
		return stored.newer ? await this.restore(stored, stored.newer) : stored;
	}

	/** An older row was put in place of a newer one, which this process remembers. */
	private async restore({ rows }: ResolvedRows, newer: Entry): Promise<ResolvedRows> {
		if (this.memory.isOutdated(newer)) return { rows: [] };
		const [row] = rows;
		this.warnOnce(
			`An older row of the amoCRM account ${newer.accountId} (${newer.domain}) was put into the data table, and the newer one back in its place.`,
		);
		const there = { ...newer, id: row.id, storedVersion: row.version };
		const entry = await this.write(there, withHistory(newer, 'restored', 'an older row'));
		// Another process was faster.
		return entry
			? { rows, entry: this.remember(entry) }
			: this.resolve(await this.rows({ account_id: newer.accountId }));
	}

	/**
	 * The account with a domain: of several the one that connected last; the others lose it. Where none has it, the account
	 * that had it before.
	 */
	private async holderOf(domain: string): Promise<ResolvedRows> {
		const named = await this.named(domain);
		const claimants = await Promise.all(
			uniq(named.map(({ account_id: id }) => id)).map((id) => this.stored(id)),
		);
		const entries = claimants.flatMap(({ entry }) => entry ?? []);
		const holders = entries.filter((entry) => entry.domain === domain);
		const former = entries.filter(({ formerDomains }) => formerDomains.includes(domain));
		const holder = lastConnected(holders.length > 0 ? holders : former);
		for (const other of holders)
			if (other !== holder) await this.displace(other, 'another install');
		return { rows: named.filter((row) => row.domain === domain), entry: holder };
	}

	/** Another account has its address now: its new address must be found before it is called again. */
	async displace(entry: Entry, by: string): Promise<void> {
		const displaced = { domain: '', ...withHistory(entry, 'displaced', by) };
		await settle(this.write(entry, displaced));
		this.forget(entry.accountId);
	}

	/** An account was found at a domain: other accounts lose it. */
	async takeDomain(domain: string, accountId: number): Promise<void> {
		for (const row of await this.rows({ domain })) {
			if (row.account_id <= 0 || row.account_id === accountId) continue;
			const { entry } = await this.stored(row.account_id);
			if (entry?.domain === domain) await this.displace(entry, 'another account');
		}
	}

	private async reseal(entry: Entry): Promise<Entry> {
		const sealed = await settle(this.write(entry, {}));
		return sealed.ok && sealed.value ? sealed.value : entry;
	}

	private async resealAll(entries: Entry[]): Promise<void> {
		for (const entry of entries) if (entry.isStale) await this.reseal(entry);
	}

	private warnOnce(message: string): void {
		const key = `${this.identity}|${message}`;
		if (warned.has(key)) return;
		warned.set(key, true);
		this.warn(message);
	}
}

const shownAccount = ({ rows, entry, newer }: ResolvedRows): InstalledAccount | undefined => {
	const known = entry ?? newer;
	if (known) return toAccount(known);
	const [row] = rows;
	return row && fromColumns(row, row.account_id > 0 ? 'unverified' : 'pending');
};

const ambiguous = (externalId: string, entries: Entry[]): AmoCrmProblem =>
	new AmoCrmProblem(
		'conflict',
		`Several accounts have the ID "${externalId}" of yours: ${entries.map(({ domain, accountId }) => domain || accountId).join(', ')}.`,
		{ hint: 'Give all of them but one another ID by the operation Update of Installed Account.' },
	);

export function contended(accountId: number): AmoCrmProblem {
	return new AmoCrmProblem('conflict', `The row of account ${accountId} keeps changing.`, {
		hint: 'Several workflows connect the same account at once. Try again in a moment.',
	});
}

const unverified = (shown: string): AmoCrmProblem =>
	new AmoCrmProblem(
		'storage',
		`The row of the account ${shown} in the data table does not verify, so nothing is done with it.`,
		{
			hint: 'It was changed by hand, or the client secret in the credential is not the one that it was sealed with. Enter the former secret as Previous Secret, put the row back as it was, or install the integration in the account again.',
		},
	);

export function notInstalled(shown: string, status: AccountStatus | undefined): AmoCrmProblem {
	const reasons: Record<string, string> = {
		uninstalled: `The integration was disabled in the account ${shown}.`,
		revoked: `The account ${shown} no longer accepts the stored token.`,
	};
	return new AmoCrmProblem(
		'notInstalled',
		reasons[status ?? ''] ?? `The account ${shown} has not installed this integration.`,
		{ hint: 'Install the integration in the account, or connect it by a code, and try again.' },
	);
}
