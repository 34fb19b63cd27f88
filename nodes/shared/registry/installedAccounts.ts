import { createHash } from 'node:crypto';

import type { AccountAddress } from '../account/address';
import { attempt } from '../attempt';
import { readClaims, type TokenClaims } from '../oauth/claims';
import { exchangeCode } from '../oauth/tokens';
import type { Door } from '../transport/door';
import {
	openKept,
	sealedColumns,
	sealWithoutTokens,
	toAccount,
	type AccountSecrets,
	type InstalledAccount,
	type InstalledVia,
} from './account';
import {
	AccountRows,
	contended,
	WRITE_ATTEMPTS,
	type AccountReference,
	type AccountRowsOptions,
	type Remembered,
} from './accountRows';
import { Renewals } from './renewals';
import type { AccountRow } from './table';

export interface RegistryOptions extends AccountRowsOptions {
	/** Opens a door to one account's host, unsigned. */
	doorTo: (domain: string) => Door;
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

/** An access token is renewed while it still has this long to live. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;

/** With less than this left a token may end on its way to amoCRM. */
const LAST_CALL_MS = 60 * 1000;

/** Saves under way, one after another per account. */
const saves = new Map<string, Promise<unknown>>();

const accessOf = ({ account, secrets }: Remembered) => ({
	account,
	accessToken: secrets.accessToken,
});
const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

/** The accounts that installed one integration: their tokens, kept sealed and always fresh. */
export class InstalledAccounts {
	private readonly rows: AccountRows;
	private readonly renewals: Renewals;
	private readonly doorTo: RegistryOptions['doorTo'];

	constructor({ doorTo, ...options }: RegistryOptions) {
		this.rows = new AccountRows(options);
		this.renewals = new Renewals(this.rows, doorTo);
		this.doorTo = doorTo;
	}

	/** All accounts of the integration, whatever their status, oldest first. */
	async list(): Promise<InstalledAccount[]> {
		return (await this.rows.rows({})).map(toAccount);
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
		const { address, code, redirectUri, via } = connection;
		const { keys } = this.rows;
		const pair = await exchangeCode({
			door: this.doorTo(address.domain),
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
		const rows = await this.rows.rows({ domain: address.domain });
		const hash = hashOf(code);
		const row = rows.find((candidate) => openKept(candidate, this.rows.keys)?.codeHash === hash);
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
		const { keys } = this.rows;
		const read = async () => await this.rows.row({ accountId });
		const credentialId = await save(openKept(await read(), keys)?.credentialId);
		this.rows.forget(accountId);
		await this.rows.change(accountId, read, (row) => {
			const kept = { codeHash: openKept(row, keys)?.codeHash ?? '', credentialId };
			return { sealed: sealWithoutTokens(row, kept, keys) };
		});
		return credentialId;
	}

	/** Keeps the account's name beside its tokens. */
	async rename(accountId: number, name: string): Promise<void> {
		await this.rows.table.update(this.rows.keyOf(accountId), { name });
		const remembered = this.rows.recall({ accountId });
		if (remembered) remembered.account = { ...remembered.account, name };
	}

	/**
	 * A token to call the account with, renewed ahead of its expiry.
	 * @throws AmoCrmProblem `notInstalled`, or what the renewal ran into
	 */
	async access(
		reference: AccountReference,
	): Promise<{ account: InstalledAccount; accessToken: string }> {
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
	async accessAfter(accountId: number, refused: string): Promise<string> {
		this.rows.forget(accountId);
		const stored = this.rows.remember(await this.rows.row({ accountId }));
		if (stored.secrets.accessToken !== refused) return stored.secrets.accessToken;
		return (await this.renewals.renewed(stored)).secrets.accessToken;
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
		const read = async () => (await this.rows.rows({ account_id: accountId })).at(0);
		const row = await this.rows.change(accountId, read, (found) => {
			const kept = openKept(found, keys);
			const sealed = kept?.credentialId ? sealWithoutTokens(found, kept, keys) : '';
			return { status: 'uninstalled', sealed };
		});
		return row && toAccount(row);
	}

	/** Forgets the account; amoCRM is not told, for it has no method for that. */
	async remove(reference: AccountReference): Promise<InstalledAccount> {
		const row = await this.rows.row(reference, { anyStatus: true });
		await this.rows.table.remove(this.rows.keyOf(row.account_id));
		this.rows.forget(row.account_id);
		return toAccount(row);
	}

	private async save(
		accountId: number,
		address: AccountAddress,
		via: InstalledVia,
		secrets: AccountSecrets,
	): Promise<{ account: InstalledAccount; reinstalled: boolean }> {
		const key = this.rows.memoryKey(accountId);
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
		const key = { integration_id: this.rows.keys.clientId, account_id: accountId };
		const [earlier] = await this.rows.rows({ account_id: accountId });
		const reinstalled = earlier !== undefined;
		const credentialId = earlier && openKept(earlier, this.rows.keys)?.credentialId;
		const all = { ...secrets, credentialId };
		const columns: Omit<AccountRow, 'name' | 'version'> = {
			...key,
			...sealedColumns(key, all, this.rows.keys),
			domain: address.domain,
			platform: address.platform,
			status: 'installed',
			installed_at: new Date().toISOString(),
			via,
			lease: '',
			lease_until: 0,
		};
		if (!reinstalled) await this.rows.table.insert({ ...columns, name: '', version: 1 });
		for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
			// n8n's tables have no unique key: another process may have inserted too. The oldest row stays.
			const [row, ...doubles] = await this.rows.rows({ account_id: accountId });
			if (!row) break;
			for (const double of doubles) await this.rows.table.remove({ id: double.id });
			const known = { ...row, ...columns, name: row.name };
			if (row.sealed === columns.sealed || (await this.rows.write(row, columns))) {
				return { account: this.rows.remember(known, all).account, reinstalled };
			}
		}
		throw contended(accountId);
	}
}
