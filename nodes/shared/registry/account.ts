import { isEqual, pick } from 'lodash';
import { z } from 'zod';

import { accountFromReferer, subdomainOf, type AccountAddress, type Platform } from '../address';
import { REFRESH_LIFETIME_MS, type TokenPair } from '../oauth/tokens';
import { health, lastChangeOf, nextCheckOf, type Reason } from './health';
import { seal, unseal, type SealKeys } from './seal';
import type { AccountRow, StoredRow } from './table';

/** Statuses that a record can have. A `pending` row is not an account yet. */
export const ACCOUNT_STATUSES = ['installed', 'uninstalled', 'revoked'] as const;

/** `unverified`: the row was changed by hand, or sealed with an unknown secret. */
export type AccountStatus = 'pending' | 'unverified' | (typeof ACCOUNT_STATUSES)[number];

/** How an account was connected: by the widget's install call, by a person's click, by a code copied by hand. */
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
		'expired',
		'paused',
		'resumed',
	]),
	/** The cause. */
	by: z.string(),
});

/** Something that happened to an account, without tokens or secrets. */
type HistoryEntry = z.infer<typeof historyEntry>;

/** What is known of an account. Times are ISO 8601. */
export interface InstalledAccount {
	integrationId: string;
	/** Of the integration that amoCRM knows: another one where the account has an external integration of its own. */
	clientId: string;
	accountId: number;
	/** Empty while another account has its address and its new one is not known. */
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
	/** The builder's own id of it; empty: none. */
	externalId: string;
	labels: string[];
	health: AccountHealth;
	/** Empty: it is not paused. */
	pausedAt: string;
	/** Empty: it never was. */
	resumedAt: string;
	/** Its id in amoCRM's chats; empty: not known. */
	amojoId: string;
}

/** How the connection of an account is. Times are ISO 8601. */
export interface AccountHealth {
	/** When it last gave tokens; empty: not known. */
	renewedAt: string;
	/** The last renewal that failed, even if one has worked since. */
	lastError?: Reason & { at: string };
	/** How many renewals have failed since one worked. */
	failures: number;
	/** It refuses: since when, and why. */
	lost?: Reason & { at: string };
	/** Only another install makes it work again. */
	needsReconnect: boolean;
}

/** What a builder keeps with an account. */
export const builderData = z.object({
	externalId: z.string().optional(),
	labels: z.array(z.string()).optional(),
});

export type BuilderData = z.infer<typeof builderData>;

const tokens = z.object({
	accessToken: z.string(),
	refreshToken: z.string(),
	accessExpiresAt: z.number(),
	refreshExpiresAt: z.number(),
	/** amoCRM requires at every refresh the one of the exchange. */
	redirectUri: z.string(),
});

/** What is kept when the tokens are gone. */
const kept = z.object({
	/** SHA-256 of the code that was exchanged: recognises the code when it comes again. */
	codeHash: z.string(),
	/** The n8n credential that the account is saved as, where one was asked for. */
	credentialId: z.string().optional(),
	/** Of an account saved as a credential: its last access token, to check for a day whether it is still connected. */
	probe: z.object({ accessToken: z.string(), until: z.number() }).optional(),
	/** The account had been installed before. */
	reinstalled: z.boolean().optional(),
	/** Keys of an external integration, which amoCRM created for this account only. */
	ownKeys: z.object({ clientId: z.string(), clientSecret: z.string() }).optional(),
});

const record = kept
	.merge(health)
	.merge(builderData)
	.extend({
		/** Identifies the connection: each install makes a new one. */
		grant: z.string(),
		/** Connections that this one has replaced. */
		past: z.array(z.string()),
		/** Their code hashes: a call that is resumed late still finds the account that its code connected. */
		pastCodes: z.array(z.string()).optional(),
		/** Number of the row that this connection inserted, if it has been moved to another row since. */
		connectedIn: z.number().optional(),
		/** How often its tokens were renewed. */
		renewals: z.number(),
		/** Incremented by every change. */
		version: z.number(),
		/** Names the renewal under way; empty if there is none. */
		lease: z.string(),
		domain: z.string(),
		formerDomains: z.array(z.string()),
		platform: z.enum(['amocrm', 'kommo']),
		status: z.enum(ACCOUNT_STATUSES),
		via: z.enum(['widget', 'button', 'code']),
		installedAt: z.string(),
		/** Of a disabled account: the one event that reports it, even if several processes received the call. */
		endedBy: z.string().optional(),
		history: z.array(historyEntry),
		/** Nothing is done in it, but its tokens are kept alive. */
		pausedAt: z.string().optional(),
		resumedAt: z.string().optional(),
		/** Its id in amoCRM's chats, which it keeps for as long as it lives. */
		amojoId: z.string().optional(),
		tokens: tokens.optional(),
	});

/** What is kept of an account even without tokens. */
export type KeptSecrets = z.infer<typeof kept>;
export type AccountTokens = z.infer<typeof tokens> & TokenPair;
export type AccountSecrets = KeptSecrets & AccountTokens;

/** Everything about an account that decides anything: what is sealed in its row. */
export type AccountRecord = z.infer<typeof record>;

/** A record, and where it is stored. */
export interface Entry extends AccountRecord {
	readonly integrationId: string;
	readonly accountId: number;
	/** Number of the row. */
	readonly id: number;
	readonly table: string;
	/** The version in its column, on which writes are conditional. */
	readonly storedVersion: number;
	/** The account's own name; not sealed, because it decides nothing. */
	readonly name: string;
	/**
	 * It must be written again: it was sealed with the previous secret, or in an older format, or columns by which it is
	 * found were changed by hand.
	 */
	readonly isStale: boolean;
}

export const keptOf = (known: KeptSecrets): KeptSecrets => kept.parse(known);
export const tokensOf = (known: AccountTokens): AccountTokens => tokens.parse(known);

const timeOf = (milliseconds: number | undefined) =>
	milliseconds === undefined ? '' : new Date(milliseconds).toISOString();

const healthOf = ({ status, tokens: pair, failure, lost }: AccountRecord): AccountHealth => ({
	renewedAt: timeOf(pair && pair.refreshExpiresAt - REFRESH_LIFETIME_MS),
	lastError: failure && pick(failure, ['at', 'code', 'message', 'hint']),
	failures: failure?.count ?? 0,
	lost: lost && pick(lost, ['at', 'code', 'message', 'hint']),
	needsReconnect: status === 'revoked' || (lost?.needsReconnect ?? false),
});

export const toAccount = (entry: Entry): InstalledAccount => ({
	clientId: entry.ownKeys?.clientId ?? entry.integrationId,
	...pick(entry, ['integrationId', 'accountId', 'name', 'domain', 'platform', 'status']),
	accessExpiresAt: timeOf(entry.tokens?.accessExpiresAt),
	refreshExpiresAt: timeOf(entry.tokens?.refreshExpiresAt),
	...pick(entry, ['installedAt', 'via', 'formerDomains', 'history']),
	externalId: entry.externalId ?? '',
	labels: entry.labels ?? [],
	health: healthOf(entry),
	pausedAt: entry.pausedAt ?? '',
	resumedAt: entry.resumedAt ?? '',
	amojoId: entry.amojoId ?? '',
});

/** Whether its last renewal failed. */
export const isFailing = ({ health }: InstalledAccount): boolean =>
	health.failures > 0 || health.lost !== undefined;

/** Whether somebody should look at it. */
export const isTroubled = (account: InstalledAccount): boolean =>
	['revoked', 'unverified'].includes(account.status) ||
	(account.status === 'installed' && isFailing(account));

/** The builder's data as items show them. */
export const dataOf = ({
	externalId,
	labels,
}: Pick<InstalledAccount, 'externalId' | 'labels'>) => ({ externalId, labels });

/** The account as items show it. */
export const cardOf = (account: InstalledAccount) => ({
	id: account.accountId,
	domain: account.domain,
	subdomain: subdomainOf(account.domain),
	platform: account.platform,
	name: account.name,
	...dataOf(account),
});

const splitLabels = (text: string) => text.split(', ').filter(Boolean);

/** How it is, in one word for people. */
function healthWord({ lost, pausedAt, failure }: AccountRecord): AccountRow['health'] {
	if (lost) return 'lost';
	if (pausedAt) return 'paused';
	return (failure?.count ?? 0) > 0 ? 'failing' : '';
}

/** What the columns of a row show, for people: a row that is not an account yet, or that does not verify. */
export const fromColumns = (
	row: AccountRow,
	status: 'pending' | 'unverified',
): InstalledAccount => ({
	integrationId: row.integration_id,
	clientId: row.integration_id,
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
	externalId: row.external_id,
	labels: splitLabels(row.labels),
	health: { renewedAt: '', failures: 0, needsReconnect: false },
	pausedAt: '',
	resumedAt: '',
	amojoId: row.amojo_id,
});

const keyOf = (row: Pick<AccountRow, 'integration_id' | 'account_id'>, table?: string) => ({
	integrationId: row.integration_id,
	accountId: row.account_id,
	table,
});

/** The columns by which n8n finds the rows that are asked for. */
const foundBy = (account: AccountRecord) => ({
	domain: account.domain,
	status: account.status,
	former_domains: account.formerDomains.join(' '),
	external_id: account.externalId ?? '',
	labels: (account.labels ?? []).join(', '),
	changed_at: lastChangeOf(account),
	check_at: nextCheckOf(account),
	amojo_id: account.amojoId ?? '',
});

const FOUND_BY = [
	'domain',
	'status',
	'former_domains',
	'external_id',
	'labels',
	'changed_at',
	'check_at',
	'amojo_id',
] as const satisfies Array<keyof ReturnType<typeof foundBy>>;

/** The columns of a record in this table. */
export function toColumns(
	account: Pick<Entry, 'integrationId' | 'accountId'> & AccountRecord,
	table: string,
	keys: SealKeys,
): Omit<AccountRow, 'name'> {
	const { integrationId, accountId } = account;
	return {
		integration_id: integrationId,
		account_id: accountId,
		...foundBy(account),
		platform: account.platform,
		sealed: seal(record.parse(account), { integrationId, accountId, table }, keys),
		access_expires_at: timeOf(account.tokens?.accessExpiresAt),
		refresh_expires_at: timeOf(account.tokens?.refreshExpiresAt),
		installed_at: account.installedAt,
		via: account.via,
		version: account.version,
		lease: account.lease,
		lease_until: 0,
		health: healthWord(account),
	};
}

/** Domains that the account had before, as the column has them; missing in a table that is older than that. */
export const formerDomainsIn = ({ former_domains: column }: StoredRow): string[] =>
	(column ?? '').split(' ').filter(Boolean);

/** Before whole rows were sealed, only the secrets were. */
const legacySeal = kept.merge(tokens.partial());

/**
 * Reads a row that was written before whole rows were sealed. Its tokens are sealed for this account. Of its columns
 * only the domain decides anything, and must be the one that it had when rows began to be sealed.
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
		formerDomains: formerDomainsIn(row),
		platform: row.platform,
		status,
		via: row.via,
		installedAt: row.installed_at,
		history: [],
	}).data;
}

export interface Opening {
	keys: SealKeys;
	/** The domain that the account's legacy row must have; nothing: a legacy row is not accepted. */
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

/** Opens the row of an account; nothing where it does not verify. */
export function openEntry(row: StoredRow, opening: Opening): Entry | undefined {
	const { keys, legacyDomain, extraDomains } = opening;
	const opened = unseal(row.sealed, keyOf(row, row.table), keys);
	const sealed = opened && record.safeParse(opened.value).data;
	const found = sealed ?? openLegacy(row, keys, legacyDomain(row.account_id));
	if (!found || (found.domain !== '' && !isAddress(found.domain, extraDomains))) return undefined;
	const isFoundAs = isEqual(pick(row, FOUND_BY), foundBy(found));
	return {
		...found,
		integrationId: row.integration_id,
		accountId: row.account_id,
		id: row.id,
		table: row.table,
		storedVersion: row.version,
		name: row.name,
		isStale: !sealed || !opened?.isCurrent || !isFoundAs,
	};
}

/** Whether one state of a connection is older than another state of it. */
export const isOlder = (one: AccountRecord, other: AccountRecord): boolean =>
	one.renewals === other.renewals ? one.version < other.version : one.renewals < other.renewals;

/** How many entries the history of an account keeps. */
export const MOST_HISTORY = 20;

/** The history with one more entry. Repetitions are kept once, with the last time. */
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

/** The changes to an account that has another domain now; workflows may still use the former one. */
export function moved(
	entry: AccountRecord,
	{ domain, platform }: Pick<AccountAddress, 'domain' | 'platform'>,
): Pick<AccountRecord, 'domain' | 'platform' | 'formerDomains'> {
	const former = new Set([entry.domain, ...entry.formerDomains]);
	former.delete(domain);
	former.delete('');
	return { domain, platform, formerDomains: [...former] };
}
