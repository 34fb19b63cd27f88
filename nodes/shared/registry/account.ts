import { pick } from 'lodash';
import { z } from 'zod';

import { accountFromReferer, subdomainOf, type AccountAddress, type Platform } from '../address';
import type { TokenPair } from '../oauth/tokens';
import { seal, unseal, type SealKeys } from './seal';
import type { AccountRow, StoredRow } from './table';

/** What may be said of an account; a row that is `pending` is not one yet. */
export const ACCOUNT_STATUSES = ['installed', 'uninstalled', 'revoked'] as const;

/** `unverified`: the row was changed by hand, or sealed with another secret. */
export type AccountStatus = 'pending' | 'unverified' | (typeof ACCOUNT_STATUSES)[number];

/** How an account came to us: the widget's install call, a person's click, a code copied by hand. */
export type InstalledVia = 'widget' | 'button' | 'code';

const historyEntry = z.object({
	/** ISO 8601. */
	at: z.string(),
	what: z.enum([
		'installed',
		'reinstalled',
		'renewed',
		'refused',
		'revoked',
		'renamed',
		'displaced',
		'disabled',
		'restored',
		'savedAsCredential',
	]),
	/** What brought it about. */
	by: z.string(),
});

/** Something that happened to an account; holds no token or secret. */
export type HistoryEntry = z.infer<typeof historyEntry>;

/** What is known of an account. Times are ISO 8601. */
export interface InstalledAccount {
	integrationId: string;
	accountId: number;
	/** Empty where another account has its address by now, and it was not found elsewhere yet. */
	domain: string;
	name: string;
	platform: Platform;
	status: AccountStatus;
	accessExpiresAt: string;
	refreshExpiresAt: string;
	installedAt: string;
	via: InstalledVia;
	formerDomains: string[];
	history: HistoryEntry[];
}

const tokens = z.object({
	accessToken: z.string(),
	refreshToken: z.string(),
	accessExpiresAt: z.number(),
	refreshExpiresAt: z.number(),
	/** amoCRM wants it again at every refresh, equal to the one of the exchange. */
	redirectUri: z.string(),
});

/** What outlives the tokens. */
const kept = z.object({
	/** SHA-256 of the code that was exchanged: tells a reloaded page from a code that somebody stole. */
	codeHash: z.string(),
	/** The n8n credential that the account is saved as, where one was asked for. */
	credentialId: z.string().optional(),
	/** Of an account that is saved as a credential: with what it can be asked, for a while, whether it is still there. */
	probe: z.object({ accessToken: z.string(), until: z.number() }).optional(),
	/** The account had been installed before this time. */
	reinstalled: z.boolean().optional(),
	/** Of an external integration, which amoCRM made for this account alone. */
	ownKeys: z.object({ clientId: z.string(), clientSecret: z.string() }).optional(),
});

const record = kept.extend({
	/** Names the connection: another install is another. */
	grant: z.string(),
	/** Connections that this one has taken the place of. */
	past: z.array(z.string()),
	/** By which codes those came: a call that is gone on with late still finds what its code led to. */
	pastCodes: z.array(z.string()).optional(),
	/** Number of the row that was made by this connection; nothing: it is still in that row. */
	connectedIn: z.number().optional(),
	/** How often its tokens were renewed: only who has the newest can go on counting. */
	renewals: z.number(),
	/** Grows by every change. */
	version: z.number(),
	/** Who renews the tokens; empty: nobody. */
	lease: z.string(),
	domain: z.string(),
	formerDomains: z.array(z.string()),
	platform: z.enum(['amocrm', 'kommo']),
	status: z.enum(ACCOUNT_STATUSES),
	via: z.enum(['widget', 'button', 'code']),
	installedAt: z.string(),
	/** Of a disabled account: the event that tells of it, whichever processes heard of it at once. */
	endedBy: z.string().optional(),
	history: z.array(historyEntry),
	tokens: tokens.optional(),
});

/** What is kept of an account with or without tokens. */
export type KeptSecrets = z.infer<typeof kept>;
export type AccountTokens = z.infer<typeof tokens> & TokenPair;
export type AccountSecrets = KeptSecrets & AccountTokens;

/** All that is acted on of an account: what is sealed in its row. */
export type AccountRecord = z.infer<typeof record>;

/** A record, and where it is kept. */
export interface Entry extends AccountRecord {
	readonly integrationId: string;
	readonly accountId: number;
	/** Number of the row. */
	readonly id: number;
	readonly table: string;
	/** The version that its column says, which writes are conditional on. */
	readonly storedVersion: number;
	/** As the account says it; not sealed, for nothing is decided by it. */
	readonly name: string;
	/** It is to be sealed anew: it was by a former secret, or in a former way. */
	readonly isStale: boolean;
}

export const keptOf = (known: KeptSecrets): KeptSecrets => kept.parse(known);
export const tokensOf = (known: AccountTokens): AccountTokens => tokens.parse(known);

const timeOf = (milliseconds: number | undefined) =>
	milliseconds === undefined ? '' : new Date(milliseconds).toISOString();

export const toAccount = (entry: Entry): InstalledAccount => ({
	...pick(entry, ['integrationId', 'accountId', 'name', 'domain', 'platform', 'status']),
	accessExpiresAt: timeOf(entry.tokens?.accessExpiresAt),
	refreshExpiresAt: timeOf(entry.tokens?.refreshExpiresAt),
	...pick(entry, ['installedAt', 'via', 'formerDomains', 'history']),
});

/** The account as items show it. */
export const cardOf = ({ accountId, domain, platform, name }: InstalledAccount) => ({
	id: accountId,
	domain,
	subdomain: subdomainOf(domain),
	platform,
	name,
});

/** As its columns show it, for people: a row that is no account yet, or that nothing may be done with. */
export const toShown = (row: AccountRow, status: 'pending' | 'unverified'): InstalledAccount => ({
	integrationId: row.integration_id,
	accountId: row.account_id,
	domain: row.domain,
	name: row.name,
	platform: row.platform === 'kommo' ? 'kommo' : 'amocrm',
	status,
	accessExpiresAt: row.access_expires_at,
	refreshExpiresAt: row.refresh_expires_at,
	installedAt: row.installed_at,
	via: row.via as InstalledVia,
	formerDomains: [],
	history: [],
});

const keyOf = (row: Pick<AccountRow, 'integration_id' | 'account_id'>, table?: string) => ({
	integrationId: row.integration_id,
	accountId: row.account_id,
	table,
});

/** The columns of a record in this table: what is sealed, and what people see of it. */
export function columnsOf(
	account: Pick<Entry, 'integrationId' | 'accountId'> & AccountRecord,
	table: string,
	keys: SealKeys,
): Omit<AccountRow, 'name'> {
	const { integrationId, accountId } = account;
	return {
		integration_id: integrationId,
		account_id: accountId,
		domain: account.domain,
		platform: account.platform,
		status: account.status,
		sealed: seal(record.parse(account), { integrationId, accountId, table }, keys),
		access_expires_at: timeOf(account.tokens?.accessExpiresAt),
		refresh_expires_at: timeOf(account.tokens?.refreshExpiresAt),
		installed_at: account.installedAt,
		via: account.via,
		version: account.version,
		lease: account.lease,
		lease_until: 0,
		former_domains: account.formerDomains.join(' '),
	};
}

/** Before whole rows were sealed, the tokens were, with what outlives them. */
const legacySeal = kept.merge(tokens.partial());

/**
 * Reads a row that is older than the seal of whole rows. Its tokens are sealed for this account; of its columns only
 * an address of an account is taken, and only the one that it had when rows began to be sealed: amoCRM's hosts honour
 * no token of another account.
 */
function openLegacy(row: StoredRow, keys: SealKeys, domain: string | undefined) {
	const opened = unseal(row.sealed, keyOf(row), keys)?.value;
	const known = legacySeal.safeParse(row.sealed === '' ? { codeHash: '' } : opened).data;
	const status = z.enum(ACCOUNT_STATUSES).safeParse(row.status).data;
	if (!known || !status || domain === undefined || domain !== row.domain) return undefined;
	return record.safeParse({
		...known,
		tokens: tokens.safeParse(known).data,
		grant: known.codeHash,
		past: [],
		renewals: 0,
		version: row.version,
		lease: '',
		domain,
		// Empty in a table that is older than this column.
		formerDomains: (row.former_domains ?? '').split(' ').filter(Boolean),
		platform: row.platform,
		status,
		via: row.via,
		installedAt: row.installed_at,
		history: [],
	}).data;
}

export interface Opening {
	keys: SealKeys;
	/** The domain that an older row may have; nothing: older rows are not taken. */
	legacyDomain(accountId: number): string | undefined;
	extraDomains: string[];
}

function isAddress(domain: string, extraDomains: string[]): boolean {
	try {
		return accountFromReferer(domain, extraDomains).domain === domain;
	} catch {
		return false;
	}
}

/** What the row of an account says under seal; nothing where it does not verify. Its other columns decide nothing. */
export function openEntry(row: StoredRow, opening: Opening): Entry | undefined {
	const { keys, legacyDomain, extraDomains } = opening;
	const opened = unseal(row.sealed, keyOf(row, row.table), keys);
	const sealed = opened && record.safeParse(opened.value).data;
	const found = sealed ?? openLegacy(row, keys, legacyDomain(row.account_id));
	if (!found || (found.domain !== '' && !isAddress(found.domain, extraDomains))) return undefined;
	return {
		...found,
		integrationId: row.integration_id,
		accountId: row.account_id,
		id: row.id,
		table: row.table,
		storedVersion: row.version,
		name: row.name,
		isStale: !sealed || !opened?.isCurrent,
	};
}

/** Of two states of one connection the one that is further on; of two alike none is. */
export const isOlder = (one: AccountRecord, other: AccountRecord): boolean =>
	one.renewals === other.renewals ? one.version < other.version : one.renewals < other.renewals;

/** So many happenings are kept of an account. */
const MOST_HISTORY = 20;

/** The history with one more; what comes again and again is told of once, with its last time. */
export function withHistory(
	{ history }: Pick<AccountRecord, 'history'>,
	what: HistoryEntry['what'],
	by: string,
): Pick<AccountRecord, 'history'> {
	const earlier =
		history.at(-1)?.what === what && what !== 'renamed' ? history.slice(0, -1) : history;
	const now = { at: new Date().toISOString(), what, by: by.slice(0, 200) };
	return { history: [...earlier, now].slice(-MOST_HISTORY) };
}

/** What changes in an account that moves to another domain; workflows may still know it by the old one. */
export function moved(
	entry: AccountRecord,
	{ domain, platform }: Pick<AccountAddress, 'domain' | 'platform'>,
): Pick<AccountRecord, 'domain' | 'platform' | 'formerDomains'> {
	const former = new Set([entry.domain, ...entry.formerDomains]);
	former.delete(domain);
	former.delete('');
	return { domain, platform, formerDomains: [...former] };
}
