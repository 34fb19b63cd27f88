import { createHash, randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import type { AccountAddress } from '../account/address';
import { deriveKey } from '../oauth/keys';
import { exchangeCode, refreshTokens, type IntegrationKeys } from '../oauth/tokens';
import { readClaims, type TokenClaims } from '../oauth/claims';
import { attempt } from '../attempt';
import { AmoCrmProblem } from '../problem';
import type { Door } from '../transport/door';
import {
	openKept,
	openSecrets,
	sealedColumns,
	sealWithoutTokens,
	toAccount,
	type AccountSecrets,
	type InstalledAccount,
	type InstalledVia,
} from './account';
import type { AccountRow, AccountTable, RowMatch, StoredRow } from './table';

/** An account is named by its number or by its domain. */
export type AccountReference = { accountId: number } | { domain: string };

export interface RegistryOptions {
	table: AccountTable;
	keys: IntegrationKeys;
	/** Opens a door to one account's host, unsigned. */
	doorTo: (domain: string) => Door;
	/** Names the n8n that the table is in; tells the memories of two of them apart. */
	storage: string;
}

export interface NewConnection {
	address: AccountAddress;
	code: string;
	redirectUri: string;
	via: InstalledVia;
	/** Asked with the new access token where the token does not name its account. */
	accountIdOf: (accessToken: string) => Promise<number>;
}

export interface Connected {
	account: InstalledAccount;
	accessToken: string;
	refreshToken: string;
	claims: TokenClaims;
	/** The account had been installed before. */
	reinstalled: boolean;
}

interface Remembered {
	account: InstalledAccount;
	secrets: AccountSecrets;
}

/** An access token is renewed while it still has this long to live. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;

/** With less than this left a token may end on its way to amoCRM. */
const LAST_CALL_MS = 60 * 1000;

/** How often a row that somebody else changed meanwhile is read again before giving up. */
const WRITE_ATTEMPTS = 5;

const WRITE_PAUSE_MS = 200;

/** A renewal takes less, its timeout included; after this time another process may try. */
const LEASE_MS = 60_000;
/** How often a process looks whether another has renewed. */
const LEASE_POLL_MS = 250;

/** What this process knows, by integration, storage and account: a busy workflow does not read the table on each call. */
const memory = new Map<string, Remembered>();
/** Renewals under way: callers of one account share one. */
const renewals = new Map<string, Promise<Remembered>>();
/** New pairs that the table did not take yet. */
const unsavedSecrets = new Map<string, AccountSecrets>();
/** Saves under way, one after another per account. */
const saves = new Map<string, Promise<unknown>>();

const accessOf = ({ account, secrets }: Remembered) => ({
	account,
	accessToken: secrets.accessToken,
});
const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

/** The accounts that installed one integration: their tokens, kept sealed and always fresh. */
export class InstalledAccounts {
	private readonly identity: string;

	constructor(private readonly options: RegistryOptions) {
		const { clientId, clientSecret } = options.keys;
		const fingerprint = deriveKey(clientSecret, clientId, 'identity').toString('base64url');
		this.identity = `${clientId}|${fingerprint}|${options.storage}`;
	}

	/** All accounts of the integration, whatever their status, oldest first. */
	async list(): Promise<InstalledAccount[]> {
		return (await this.rows({})).map(toAccount);
	}

	/** @throws AmoCrmProblem `notInstalled` */
	async get(reference: AccountReference): Promise<InstalledAccount> {
		return toAccount(await this.row(reference));
	}

	/**
	 * Exchanges a code and keeps the account: the end of all ways to connect one.
	 * @throws AmoCrmProblem
	 */
	async connect(connection: NewConnection): Promise<Connected> {
		const { address, code, redirectUri, via } = connection;
		const { keys, doorTo } = this.options;
		const pair = await exchangeCode({
			door: doorTo(address.domain),
			domain: address.domain,
			keys,
			code,
			redirectUri,
		});
		const claims = readClaims(pair.accessToken);
		const accountId = claims.accountId ?? (await connection.accountIdOf(pair.accessToken));
		const secrets = { ...pair, redirectUri, codeHash: hashOf(code) };
		const { account, reinstalled } = await this.save(accountId, address, via, secrets);
		return { account, ...pair, claims, reinstalled };
	}

	/** Says which account this code connected earlier, if one was. */
	async connectedBy(code: string, address: AccountAddress): Promise<InstalledAccount | undefined> {
		const rows = await this.rows({ domain: address.domain });
		const hash = hashOf(code);
		const row = rows.find((candidate) => openKept(candidate, this.options.keys)?.codeHash === hash);
		return row && toAccount(row);
	}

	/**
	 * Gives the tokens away to an n8n credential, for a refresh token works once: only one of the two may hold it.
	 * @param save stores them, in the credential that holds the account already if there is one; gives its id
	 */
	async handOver(
		accountId: number,
		save: (credentialId: string | undefined) => Promise<string>,
	): Promise<string> {
		const { keys } = this.options;
		const credentialId = await save(openKept(await this.row({ accountId }), keys)?.credentialId);
		memory.delete(this.memoryKey(accountId));
		for (let trial = 0; trial < WRITE_ATTEMPTS; trial++) {
			const row = await this.row({ accountId });
			const kept = { codeHash: openKept(row, keys)?.codeHash ?? '', credentialId };
			if (await this.write(row, { sealed: sealWithoutTokens(row, kept, keys) }))
				return credentialId;
		}
		throw contended(accountId);
	}

	/** Keeps the account's name beside its tokens. */
	async rename(accountId: number, name: string): Promise<void> {
		await this.options.table.update(this.keyOf(accountId), { name });
		const remembered = memory.get(this.memoryKey(accountId));
		if (remembered) remembered.account = { ...remembered.account, name };
	}

	/**
	 * A token to call the account with, renewed ahead of its expiry.
	 * @throws AmoCrmProblem `notInstalled`, or what the renewal ran into
	 */
	async access(
		reference: AccountReference,
	): Promise<{ account: InstalledAccount; accessToken: string }> {
		const known = this.recall(reference) ?? this.remember(await this.row(reference));
		const lifeLeft = known.secrets.accessExpiresAt - Date.now();
		if (lifeLeft > RENEW_AHEAD_MS) return accessOf(known);
		const renewed = await attempt(this.renewed(known.account.accountId, known));
		if (renewed.ok) return accessOf(renewed.value);
		// The old token still works: the renewal has time until it ends.
		if (lifeLeft > LAST_CALL_MS) return accessOf(known);
		throw renewed.error;
	}

	/**
	 * A token to go on with after the account refused `refused`: the stored one if it is another by now,
	 * else a renewed one.
	 */
	async accessAfter(accountId: number, refused: string): Promise<string> {
		memory.delete(this.memoryKey(accountId));
		const stored = this.remember(await this.row({ accountId }));
		if (stored.secrets.accessToken !== refused) return stored.secrets.accessToken;
		return (await this.renewed(accountId, stored)).secrets.accessToken;
	}

	/** Renews the pair now, whether it is due or not. */
	async refresh(reference: AccountReference): Promise<InstalledAccount> {
		const stored = this.remember(await this.row(reference));
		return (await this.renewed(stored.account.accountId, stored)).account;
	}

	/** The integration was disabled in the account: its tokens are worthless from now on. */
	async markUninstalled(accountId: number): Promise<InstalledAccount | undefined> {
		memory.delete(this.memoryKey(accountId));
		for (let trial = 0; trial < WRITE_ATTEMPTS; trial++) {
			const [row] = await this.rows({ account_id: accountId });
			if (!row) return undefined;
			const kept = openKept(row, this.options.keys);
			const sealed = kept?.credentialId ? sealWithoutTokens(row, kept, this.options.keys) : '';
			const changes = { status: 'uninstalled', sealed };
			if (await this.write(row, changes)) return toAccount({ ...row, ...changes });
		}
		throw contended(accountId);
	}

	/** Forgets the account; amoCRM is not told, for it has no method for that. */
	async remove(reference: AccountReference): Promise<InstalledAccount> {
		const row = await this.row(reference, { anyStatus: true });
		await this.options.table.remove(this.keyOf(row.account_id));
		memory.delete(this.memoryKey(row.account_id));
		return toAccount(row);
	}

	private memoryKey(accountId: number): string {
		return `${this.identity}|${accountId}`;
	}

	private keyOf(accountId: number): RowMatch {
		return { integration_id: this.options.keys.clientId, account_id: accountId };
	}

	private async rows(match: RowMatch): Promise<StoredRow[]> {
		return await this.options.table.find({ ...match, integration_id: this.options.keys.clientId });
	}

	private async row(
		reference: AccountReference,
		{ anyStatus = false }: { anyStatus?: boolean } = {},
	): Promise<StoredRow> {
		const match =
			'domain' in reference ? { domain: reference.domain } : { account_id: reference.accountId };
		const rows = await this.rows(match);
		const row = rows.find(({ status }) => status === 'installed') ?? rows[0];
		if (row && (anyStatus || row.status === 'installed')) return row;
		throw notInstalled('domain' in reference ? reference.domain : String(reference.accountId), row);
	}

	private recall(reference: AccountReference): Remembered | undefined {
		if ('accountId' in reference) return memory.get(this.memoryKey(reference.accountId));
		const prefix = `${this.identity}|`;
		for (const [key, known] of memory) {
			if (key.startsWith(prefix) && known.account.domain === reference.domain) return known;
		}
		return undefined;
	}

	private remember(row: StoredRow, secrets = openSecrets(row, this.options.keys)): Remembered {
		const known = { account: toAccount(row), secrets };
		memory.set(this.memoryKey(row.account_id), known);
		return known;
	}

	private async renewed(accountId: number, stale: Remembered): Promise<Remembered> {
		const key = this.memoryKey(accountId);
		const running =
			renewals.get(key) ?? this.renew(accountId, stale).finally(() => renewals.delete(key));
		renewals.set(key, running);
		return await running;
	}

	/** Spends the refresh token, unless another process does or did; one of them holds the row's lease. */
	private async renew(accountId: number, stale: Remembered): Promise<Remembered> {
		const unsaved = unsavedSecrets.get(this.memoryKey(accountId));
		if (unsaved) return await this.store(accountId, unsaved);
		const patience = Date.now() + LEASE_MS;
		while (Date.now() <= patience) {
			const row = await this.row({ accountId });
			const stored = this.remember(row);
			if (stored.secrets.refreshToken !== stale.secrets.refreshToken) return stored;
			const lease = { lease: randomUUID(), lease_until: Date.now() + LEASE_MS };
			if (row.lease_until > Date.now()) await sleep(LEASE_POLL_MS);
			else if (await this.write(row, lease)) return await this.spend(row, stored);
		}
		throw contended(accountId);
	}

	private async spend(row: StoredRow, { secrets }: Remembered): Promise<Remembered> {
		const { doorTo, keys } = this.options;
		const accountId = row.account_id;
		const spent = await attempt(
			refreshTokens({ ...secrets, door: doorTo(row.domain), domain: row.domain, keys }),
		);
		if (spent.ok) return await this.store(accountId, { ...secrets, ...spent.value });
		await attempt(this.options.table.update(this.keyOf(accountId), { lease: '', lease_until: 0 }));
		throw spent.error;
	}

	/**
	 * Keeps a new pair, whose predecessor is dead: tries for a while, and holds the pair in memory for the next
	 * call where the table stays away.
	 */
	private async store(accountId: number, secrets: AccountSecrets): Promise<Remembered> {
		const key = this.memoryKey(accountId);
		unsavedSecrets.set(key, secrets);
		for (let trial = 1; ; trial++) {
			const stored = await attempt(this.tryStore(accountId, secrets));
			if (stored.ok && stored.value) {
				unsavedSecrets.delete(key);
				return stored.value;
			}
			if (trial === WRITE_ATTEMPTS) throw stored.ok ? contended(accountId) : stored.error;
			await sleep(trial * WRITE_PAUSE_MS);
		}
	}

	private async tryStore(
		accountId: number,
		secrets: AccountSecrets,
	): Promise<Remembered | undefined> {
		const row = await this.row({ accountId });
		const columns = {
			...sealedColumns(row, secrets, this.options.keys),
			lease: '',
			lease_until: 0,
		};
		const isWritten = await this.write(row, columns);
		return isWritten ? this.remember({ ...row, ...columns }, secrets) : undefined;
	}

	/** Writes if nobody else did meanwhile. */
	private async write(row: StoredRow, changes: Partial<AccountRow>): Promise<boolean> {
		return await this.options.table.update(
			{ id: row.id, version: row.version },
			{ ...changes, version: row.version + 1 },
		);
	}

	private async save(
		accountId: number,
		address: AccountAddress,
		via: InstalledVia,
		secrets: AccountSecrets,
	): Promise<{ account: InstalledAccount; reinstalled: boolean }> {
		const key = this.memoryKey(accountId);
		const before = saves.get(key) ?? Promise.resolve();
		const saved = before.then(
			async () => await this.insertOrReplace(accountId, address, via, secrets),
		);
		const settled = saved.catch(() => undefined);
		saves.set(key, settled);
		void settled.then(() => saves.get(key) === settled && saves.delete(key));
		return await saved;
	}

	private async insertOrReplace(
		accountId: number,
		address: AccountAddress,
		via: InstalledVia,
		secrets: AccountSecrets,
	): Promise<{ account: InstalledAccount; reinstalled: boolean }> {
		const key = { integration_id: this.options.keys.clientId, account_id: accountId };
		const [earlier] = await this.rows({ account_id: accountId });
		const reinstalled = earlier !== undefined;
		const credentialId = earlier && openKept(earlier, this.options.keys)?.credentialId;
		const all = { ...secrets, credentialId };
		const columns: Omit<AccountRow, 'name' | 'version'> = {
			...key,
			...sealedColumns(key, all, this.options.keys),
			domain: address.domain,
			platform: address.platform,
			status: 'installed',
			installed_at: new Date().toISOString(),
			via,
			lease: '',
			lease_until: 0,
		};
		if (!reinstalled) await this.options.table.insert({ ...columns, name: '', version: 1 });
		for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
			// n8n's tables have no unique key: another process may have inserted too. The oldest row stays.
			const [row, ...doubles] = await this.rows({ account_id: accountId });
			if (!row) break;
			for (const double of doubles) await this.options.table.remove({ id: double.id });
			const known = { ...row, ...columns, name: row.name };
			if (row.sealed === columns.sealed || (await this.write(row, columns))) {
				return { account: this.remember(known, all).account, reinstalled };
			}
		}
		throw contended(accountId);
	}
}

function contended(accountId: number): AmoCrmProblem {
	return new AmoCrmProblem('conflict', `The row of account ${accountId} keeps changing.`, {
		hint: 'Several workflows connect the same account at once. Try again in a moment.',
	});
}

function notInstalled(shown: string, row: StoredRow | undefined): AmoCrmProblem {
	const reasons: Record<string, string> = {
		uninstalled: `The integration was disabled in the account ${shown}.`,
		revoked: `The account ${shown} no longer accepts the stored token.`,
		pending: `The installation of the account ${shown} is not finished.`,
	};
	return new AmoCrmProblem(
		'notInstalled',
		reasons[row?.status ?? ''] ?? `The account ${shown} has not installed this integration.`,
		{ hint: 'Install the integration in the account, or connect it by a code, and try again.' },
	);
}
