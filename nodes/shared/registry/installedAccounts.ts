import { createHash, randomUUID } from 'node:crypto';
import { pick } from 'lodash';

import type { AccountAddress } from '../account/address';
import { attempt } from '../attempt';
import { oneByOne } from '../oneByOne';
import type { AmoCrmProblem } from '../problem';
import { proveAccount } from '../oauth/accountLook';
import { readClaims } from '../oauth/claims';
import { exchangeCode, type IntegrationKeys, type TokenPair } from '../oauth/tokens';
import type { Door } from '../transport/door';
import { persist, type Persistence } from '../transport/persist';
import {
	ACCOUNT_STATUSES,
	findSecrets,
	openKept,
	sealWithoutTokens,
	toAccount,
	type AccountSecrets,
	type InstalledAccount,
	type InstalledVia,
	type KeptSecrets,
} from './account';
import {
	AccountRows,
	type AccountReference,
	type AccountRowsOptions,
	type Remembered,
} from './accountRows';
import { accountsChanged } from './changes';
import { ExternalKeys } from './externalKeys';
import { InstallJournal, pendingId, pendingRow } from './journal';
import { Renewals } from './renewals';
import { saveAccount, settleAccount, uniteRows, type NewAccount } from './saveAccount';
import type { AccountRow, StoredRow } from './table';

export interface RegistryOptions extends AccountRowsOptions {
	/** Opens a door to one of amoCRM's hosts, unsigned. */
	doorTo: (host: string) => Door;
	/** Domains under which accounts are accepted beside amoCRM's own. */
	extraDomains: string[];
}

export interface NewConnection {
	address: AccountAddress;
	code: string;
	redirectUri: string;
	via: InstalledVia;
	/** Of an external integration; the integration's own where left out. */
	ownKeys?: IntegrationKeys;
	/** How often the exchange is tried again after a fault that passes. */
	retries?: number;
	/** Asked with the new access token where the token does not name its account. */
	accountIdOf: (accessToken: string) => Promise<number>;
}

export interface Connected {
	account: InstalledAccount;
	/** Nothing: an n8n credential has them. */
	tokens?: Pick<TokenPair, 'accessToken' | 'refreshToken'>;
	/** Whose integration it is: its own id where it is an external one. */
	clientId: string;
	/** The account had been installed before. Known for certain when it is introduced. */
	reinstalled: boolean;
	/** Where it is kept. */
	row: StoredRow;
}

/** What a call to the account needs. */
export interface Access {
	account: InstalledAccount;
	accessToken: string;
	/** Whose limits the call counts for. */
	clientId: string;
}

/** Faults of the table that pass, and of amoCRM where a token does not name its account. */
const MAY_PASS = new Set([
	'storage',
	'conflict',
	'apiKeyRefused',
	'unreachable',
	'serverError',
	'rateLimited',
	'blocked',
	'badAnswer',
]);
const mayPass = ({ code }: AmoCrmProblem) => MAY_PASS.has(code);

/** While somebody waits. */
const SAVING: Persistence = { mayRetry: mayPass, retries: 4, firstPauseMs: 1_000 };

/** With nobody waiting, for as long as the process lives. */
const KEEP_SAVING: Persistence = {
	mayRetry: mayPass,
	retries: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 60_000,
};

/** A pair that amoCRM gave for a code and the table did not take yet. The code is spent: there is no other. */
interface Unsaved extends Pick<NewAccount, 'address' | 'via' | 'secrets'> {
	accountId: () => Promise<number>;
	/** Where it is to be kept, as the credential says by now. */
	rows: AccountRows;
	saved?: StoredRow;
	/** It is tried again and again, also with nobody waiting. */
	isKept?: boolean;
}

/** By integration and code. */
const unsaved = new Map<string, Unsaved>();

/** An access token is renewed while it still has this long to live. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;

/** With less than this left a token may end on its way to amoCRM. */
const LAST_CALL_MS = 60 * 1000;

const accessOf = ({ account, secrets }: Remembered): Access => ({
	account,
	accessToken: secrets.accessToken,
	clientId: secrets.ownKeys?.clientId ?? account.integrationId,
});

const toConnected = (row: StoredRow, secrets: AccountSecrets | KeptSecrets): Connected => ({
	account: toAccount(row),
	tokens: 'accessToken' in secrets ? pick(secrets, ['accessToken', 'refreshToken']) : undefined,
	clientId: secrets.ownKeys?.clientId ?? row.integration_id,
	reinstalled: secrets.reinstalled ?? false,
	row,
});

/** Whoever tries: it is written once. */
const saveOnce = async (key: string, pending: Unsaved): Promise<StoredRow> =>
	await oneByOne(`pair|${key}`, async () => {
		if (pending.saved) return pending.saved;
		const { rows, address, via, secrets } = pending;
		const accountId = await pending.accountId();
		pending.saved = await saveAccount(rows, { accountId, address, via, secrets });
		unsaved.delete(key);
		rows.remember(pending.saved, secrets);
		accountsChanged();
		return pending.saved;
	});

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

/** The accounts that installed one integration: their tokens, kept sealed and always fresh. */
export class InstalledAccounts {
	private readonly rows: AccountRows;
	private readonly renewals: Renewals;
	private readonly doorTo: RegistryOptions['doorTo'];
	/** Install calls on their way. */
	readonly journal: InstallJournal;
	/** Secrets of external integrations whose account is not known yet. */
	readonly externalKeys: ExternalKeys;

	constructor({ doorTo, extraDomains, ...options }: RegistryOptions) {
		this.rows = new AccountRows(options);
		this.renewals = new Renewals(this.rows, { doorTo, extraDomains });
		this.journal = new InstallJournal(this.rows);
		this.externalKeys = new ExternalKeys(this.rows);
		this.doorTo = doorTo;
	}

	/** Rows for all accounts that this process knows. */
	remembered(): AccountRow[] {
		return this.rows.remembered();
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
		// A secret that waits for its account has no domain yet.
		return (await this.rows.rows({})).map(toAccount).filter(({ domain }) => domain !== '');
	}

	/** The account, whatever its status. */
	async find(accountId: number): Promise<InstalledAccount | undefined> {
		const row = await this.rows.find(accountId);
		return row && toAccount(row);
	}

	/** @throws AmoCrmProblem `notInstalled` */
	async get(reference: AccountReference): Promise<InstalledAccount> {
		return toAccount(await this.rows.row(reference));
	}

	/**
	 * Exchanges a code and keeps the account: the end of all ways to connect one.
	 * @throws AmoCrmProblem
	 */
	async connect(connection: NewConnection): Promise<Connected> {
		const key = this.unsavedKey(connection.code);
		const pending = unsaved.get(key) ?? (await this.exchange(connection));
		pending.rows = this.rows;
		unsaved.set(key, pending);
		const save = async () => await saveOnce(key, pending);
		const saving = await attempt(persist(save, SAVING));
		if (!saving.ok) {
			// It must not be lost because the table is away for a while.
			if (!pending.isKept) void attempt(persist(save, KEEP_SAVING));
			pending.isKept = true;
			throw saving.error;
		}
		return toConnected(saving.value, pending.secrets);
	}

	/** Whether the code has led to a pair that is not stored yet: it is worth waiting for, however old the code is. */
	holdsPairOf(code: string): boolean {
		return unsaved.has(this.unsavedKey(code));
	}

	private unsavedKey(code: string): string {
		return `${this.rows.keys.clientId}|${hashOf(code)}`;
	}

	private async exchange(connection: NewConnection): Promise<Unsaved> {
		const { address, code, redirectUri, via, ownKeys, retries } = connection;
		const { domain } = address;
		const [door, lane] = [this.doorTo(domain), this.rows.keys.clientId];
		// Of an account that is known here nothing has to be proved.
		if (!this.rows.recall({ domain })) await proveAccount({ domain, door, lane });
		const keys = ownKeys ?? this.rows.keys;
		const pair = await exchangeCode({ door, domain, keys, lane, code, redirectUri, retries });
		const { accountId } = readClaims(pair.accessToken);
		return {
			address,
			via,
			secrets: { ...pair, redirectUri, codeHash: hashOf(code), ownKeys },
			accountId: async () => accountId ?? (await connection.accountIdOf(pair.accessToken)),
			rows: this.rows,
		};
	}

	/** What this code led to earlier, if it did. Without tokens where they went to a credential since. */
	async connectedBy(code: string, { domain }: AccountAddress): Promise<Connected | undefined> {
		const { keys } = this.rows;
		const hash = hashOf(code);
		const rows = await this.rows.rows({ domain, status: 'installed' });
		for (const row of rows) {
			const kept = openKept(row, keys);
			if (kept?.codeHash !== hash) continue;
			return toConnected(row, findSecrets(row, keys) ?? kept);
		}
		return undefined;
	}

	/**
	 * Gives the tokens away to an n8n credential, for a refresh token works once: only one of the two may hold it.
	 * @param save stores them, in the credential that holds the account already if there is one; gives its id
	 */
	async handOver(accountId: number, save: (kept: KeptSecrets) => Promise<string>): Promise<string> {
		const { keys } = this.rows;
		const read = async () => await this.rows.row({ accountId });
		const keptIn = (row: StoredRow) => openKept(row, keys) ?? { codeHash: '' };
		const credentialId = await save(keptIn(await read()));
		this.rows.forget(accountId);
		const letGo = (row: StoredRow) => {
			const kept = keptIn(row);
			const had = findSecrets(row, keys);
			const probe = had ? { accessToken: had.accessToken, until: had.accessExpiresAt } : kept.probe;
			return { sealed: sealWithoutTokens(row, { ...kept, credentialId, probe }, keys) };
		};
		await persist(async () => await this.rows.change(accountId, read, letGo), KEEP_SAVING);
		return credentialId;
	}

	/** What is kept of an account, with its tokens or without; nothing of one that is not known. */
	async keptOf(accountId: number): Promise<KeptSecrets | undefined> {
		const row = await this.rows.find(accountId);
		return row && openKept(row, this.rows.keys);
	}

	/**
	 * Ends a connection: keeps the account's name beside its tokens, in the row that it had before, if it had one.
	 * @param name nothing: the account did not say it
	 */
	async introduce(connected: Connected, name: string | undefined): Promise<Connected> {
		const { row, reinstalled } = await settleAccount(this.rows, connected.row, name);
		const remembered = this.rows.recall({ accountId: row.account_id });
		if (remembered) remembered.account = { ...remembered.account, name: row.name };
		return {
			...connected,
			account: toAccount(row),
			reinstalled: connected.reinstalled || reinstalled,
			row,
		};
	}

	/**
	 * A token to call the account with, renewed ahead of its expiry.
	 * @throws AmoCrmProblem `notInstalled`, or what the renewal ran into
	 */
	async access(reference: AccountReference): Promise<Access> {
		const known = this.rows.recall(reference) ?? this.rows.remember(await this.rows.row(reference));
		const lifeLeft = known.secrets.accessExpiresAt - Date.now();
		if (lifeLeft > RENEW_AHEAD_MS) return accessOf(known);
		const renewed = await attempt(this.renewals.renewed(known));
		if (renewed.ok) return accessOf(renewed.value);
		// The old token still works: the renewal has time until it ends.
		if (lifeLeft > LAST_CALL_MS) return accessOf(known);
		throw renewed.error;
	}

	/**
	 * A token to go on with after the account refused `refused`: the stored one if it is another by now,
	 * else a renewed one.
	 */
	async accessAfter(accountId: number, refused: string): Promise<Access> {
		this.rows.forget(accountId);
		const stored = this.rows.remember(await this.rows.row({ accountId }));
		if (stored.secrets.accessToken !== refused) return accessOf(stored);
		return accessOf(await this.renewals.renewed(stored));
	}

	/** Renews the pair now, whether it is due or not. */
	async refresh(reference: AccountReference): Promise<InstalledAccount> {
		const stored = this.rows.remember(await this.rows.row(reference));
		return (await this.renewals.renewed(stored)).account;
	}

	/** The integration was disabled in the account: its tokens are worthless from now on. */
	async markUninstalled(accountId: number): Promise<InstalledAccount | undefined> {
		const { keys } = this.rows;
		this.rows.forget(accountId);
		// A connection may have been cut off before it was introduced.
		await uniteRows(this.rows, accountId);
		const read = async () => await this.rows.find(accountId);
		const row = await this.rows.change(accountId, read, (found) => {
			const kept = openKept(found, keys);
			const sealed = kept?.credentialId ? sealWithoutTokens(found, kept, keys) : '';
			return { status: 'uninstalled', sealed, lease: '', lease_until: 0 };
		});
		accountsChanged();
		return row && toAccount(row);
	}

	/** Forgets the account; amoCRM is not told, for it has no method for that. */
	async remove(reference: AccountReference): Promise<InstalledAccount> {
		const row = await this.rows.row(reference, ACCOUNT_STATUSES);
		await this.rows.table.remove(this.rows.keyOf(row.account_id));
		this.rows.forget(row.account_id);
		accountsChanged();
		return toAccount(row);
	}
}
