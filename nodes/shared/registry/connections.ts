import { createHash } from 'node:crypto';
import { pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountAddress } from '../address';
import { settle } from '../settle';
import { serialize } from '../serialize';
import { proveAccount } from '../oauth/proveAccount';
import { readClaims } from '../oauth/claims';
import { exchangeCode, signedWith, type IntegrationKeys, type TokenPair } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { createApiClient } from '../transport/client';
import type { Http } from '../transport/http';
import type { Limiter } from '../transport/limiter';
import { retry, type RetryPolicy } from '../transport/retry';
import { toAccount, type Entry, type InstalledAccount, type InstalledVia } from './account';
import type { AccountRows } from './accountRows';
import { accountsChanged } from './changeFeed';
import { saveAccount, settleAccount } from './saveAccount';

/** A code, and what came with it. */
export interface ConnectRequest {
	address: AccountAddress;
	code: string;
	redirectUri: string;
	via: InstalledVia;
	/** Of an external integration; the integration's own where left out. */
	ownKeys?: IntegrationKeys;
	/** How often the exchange is tried again after a fault that passes. */
	retries?: number;
	/** The code may have been exchanged already: before a crash, or by a request whose answer was lost. */
	mayBeUsed?: boolean;
	/** Called when the tokens are safe, before the account is asked about itself. */
	stored?(): void;
}

/** A connected account; may hold its tokens, so it goes into no item as it is. */
export interface Connection {
	account: InstalledAccount;
	/** What the account says of itself beside its name. */
	details: { country?: string; currency?: string; language?: string };
	/** Nothing: an n8n credential has them. */
	tokens?: Pick<TokenPair, 'accessToken' | 'refreshToken'>;
	/** Whose integration it is: its own id where it is an external one. */
	clientId: string;
	/** The account had been installed before. */
	reinstalled: boolean;
	installedBy: { id?: number };
	scopes: string[];
}

export interface ConnectionOptions {
	/** HTTP to one of amoCRM's hosts, unsigned. */
	httpTo: (host: string) => Http;
	/** Of what is asked of an account, under the integration's own id unless another is given. */
	limiterIn: (domain: string, clientId?: string) => Limiter;
}

/** A pair that is not stored yet. */
interface Unsaved {
	request: ConnectRequest;
	pair: TokenPair;
	/** Stores it, with the credential as it is by now. */
	by: Connections;
	saved?: Entry;
	/** It is tried again and again, also with nobody waiting. */
	isRetried?: boolean;
}

/** By integration and code. */
const unsaved = new Map<string, Unsaved>();

/** Faults of n8n's table, which may be away when the tokens are safe already. */
const TABLE_FAULTS = ['storage', 'conflict', 'apiKeyRefused'];

/** Faults after which the same code, or the pair that it led to, may still be of use. */
export const PASSING: ReadonlySet<string> = new Set([
	...TABLE_FAULTS,
	'unreachable',
	'serverError',
	'rateLimited',
	'blocked',
	'badAnswer',
]);

/** While somebody waits. */
const SAVING: RetryPolicy = {
	mayRetry: ({ code }) => PASSING.has(code),
	retries: 4,
	firstPauseMs: 1_000,
};
const SETTLING: RetryPolicy = { ...SAVING, mayRetry: ({ code }) => TABLE_FAULTS.includes(code) };

/** With nobody waiting, for as long as the process lives. */
const FOR_EVER = { retries: Infinity, longestPauseMs: 60_000 };
export const KEEP_SAVING: RetryPolicy = { ...SAVING, ...FOR_EVER };

/** How a code is refused that was exchanged before. */
const REFUSED = new Set([
	'codeUsed',
	'codeExpired',
	'badInput',
	'unauthorized',
	'badAddress',
	'notFound',
]);

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Connects accounts by codes: the end of all three ways to install the integration. */
export class Connections {
	constructor(
		private readonly rows: AccountRows,
		private readonly options: ConnectionOptions,
	) {}

	/**
	 * Exchanges a code at the account's own address, saves the tokens, asks the account about itself, and leaves one
	 * row of it. The tokens are safe even if the account does not answer any more.
	 * @throws AmoCrmProblem `interrupted` where the tokens went out earlier and did not arrive
	 */
	async connect(request: ConnectRequest): Promise<Connection> {
		const saved = await (request.mayBeUsed ? this.findOrSave(request) : this.save(request));
		return await this.finish(saved, request);
	}

	/** Whether the code has led to a pair that is not stored yet: it is worth waiting for, however old the code is. */
	holdsPairOf(code: string): boolean {
		return unsaved.has(this.keyOf(code));
	}

	/**
	 * The account that this code led to earlier, if it did. Without tokens where they went to a credential since.
	 * @param address where the account is looked for; nothing: wherever it is by now, which reads the whole table
	 */
	async find(code: string, address?: AccountAddress): Promise<Entry | undefined> {
		const hash = hashOf(code);
		const all = await this.rows.rows(address ? { domain: address.domain } : {});
		const rows = all.filter(({ account_id: id }) => id > 0);
		return rows
			.flatMap((row) => this.rows.resolve([row]).entry ?? [])
			.find(
				({ codeHash, pastCodes = [], status }) =>
					[codeHash, ...pastCodes].includes(hash) && status === 'installed',
			);
	}

	/** `GET /api/v4/account` with a token that may not be the stored one. */
	async describe(domain: string, clientId: string, accessToken: string): Promise<IDataObject> {
		const { httpTo, limiterIn } = this.options;
		const http = signedWith(httpTo(domain), accessToken);
		const client = createApiClient(domain, http, limiterIn(domain, clientId));
		return (await client.request({ method: 'GET', path: '/api/v4/account' })) ?? {};
	}

	private keyOf(code: string): string {
		return `${this.rows.keys.clientId}|${hashOf(code)}`;
	}

	/** The account that the code led to earlier, or leads to now. */
	private async findOrSave(request: ConnectRequest): Promise<Entry> {
		const { address, code } = request;
		const found = await this.find(code, address);
		if (found) return found;
		const saved = await settle(this.save(request));
		if (saved.ok) return saved.value;
		const { error } = saved;
		if (!(error instanceof AmoCrmProblem) || !REFUSED.has(error.code)) throw error;
		// The account may have been renamed since: then nobody is at its address, or another account.
		const moved = await this.find(code);
		if (moved) return moved;
		if (error.code !== 'codeUsed') throw error;
		throw new AmoCrmProblem(
			'interrupted',
			`The account ${address.domain} gave its tokens out, but they were lost on their way.`,
			{ ...error.details, hint: 'Install the integration in the account again.' },
		);
	}

	/** The pair must not be lost because the table is away for a while. */
	private async save(request: ConnectRequest): Promise<Entry> {
		const key = this.keyOf(request.code);
		const pending = unsaved.get(key) ?? { request, pair: await this.exchange(request), by: this };
		pending.by = this;
		unsaved.set(key, pending);
		// Whoever tries: it is written once.
		const saveOnce = async () =>
			await serialize(`pair|${key}`, async () => {
				pending.saved ??= await pending.by.store(pending);
				unsaved.delete(key);
				return pending.saved;
			});
		const saving = await settle(retry(saveOnce, SAVING));
		if (saving.ok) return saving.value;
		if (!pending.isRetried) void settle(retry(saveOnce, KEEP_SAVING));
		pending.isRetried = true;
		throw saving.error;
	}

	private async exchange(request: ConnectRequest): Promise<TokenPair> {
		const { address, code, redirectUri, ownKeys, retries } = request;
		const { domain } = address;
		const [http, queue] = [this.options.httpTo(domain), this.rows.keys.clientId];
		// Of an account that is known here nothing has to be proved.
		if (!this.rows.recall({ domain })) await proveAccount({ domain, http, queue });
		const keys = ownKeys ?? this.rows.keys;
		return await exchangeCode({ http, domain, keys, queue, code, redirectUri, retries });
	}

	private async store({ request, pair }: Unsaved): Promise<Entry> {
		const { address, code, redirectUri, via, ownKeys } = request;
		const { domain } = address;
		const { clientId } = ownKeys ?? this.rows.keys;
		const accountId =
			readClaims(pair.accessToken).accountId ??
			Number((await this.describe(domain, clientId, pair.accessToken)).id);
		const secrets = { ...pair, redirectUri, codeHash: hashOf(code), ownKeys };
		const saved = await saveAccount(this.rows, { accountId, address, via, secrets });
		this.rows.remember(saved);
		this.rows.forgetHolders(domain, accountId);
		accountsChanged();
		return saved;
	}

	/** Asks the account about itself, and keeps its name beside its tokens. */
	private async finish(saved: Entry, { stored }: ConnectRequest): Promise<Connection> {
		stored?.();
		const clientId = saved.ownKeys?.clientId ?? saved.integrationId;
		const tokens = saved.tokens && pick(saved.tokens, ['accessToken', 'refreshToken']);
		const said = tokens ? await this.ask(saved.domain, clientId, tokens.accessToken) : {};
		const { entry, reinstalled } = await this.settle(saved, textOf(said.name));
		const { userId, scopes } = readClaims(tokens?.accessToken ?? '');
		return {
			account: toAccount(entry),
			details: {
				country: textOf(said.country),
				currency: textOf(said.currency),
				language: textOf(said.language),
			},
			tokens,
			clientId,
			reinstalled: reinstalled || (saved.reinstalled ?? false),
			installedBy: { id: userId },
			scopes,
		};
	}

	/** What the account says of itself; nothing where it does not answer, for its tokens are safe already. */
	private async ask(domain: string, clientId: string, accessToken: string): Promise<IDataObject> {
		const asked = await settle(this.describe(domain, clientId, accessToken));
		if (asked.ok) return asked.value;
		if (asked.error instanceof AmoCrmProblem) return {};
		throw asked.error;
	}

	/**
	 * Keeps the name in the row that the account had before, if it had one. It is connected with or without: where
	 * the table stays away that is done later.
	 * @param name nothing: the account did not say it
	 */
	private async settle(saved: Entry, name: string | undefined) {
		const work = async () => {
			const settled = await settleAccount(this.rows, saved, name);
			const { accountId, version } = settled.entry;
			// It may have been renewed, or united with its row from before.
			if (this.rows.recall({ accountId })?.version === version) this.rows.remember(settled.entry);
			else this.rows.forget(accountId);
			return settled;
		};
		const done = await settle(retry(work, SETTLING));
		if (done.ok) return done.value;
		const { error } = done;
		if (!(error instanceof AmoCrmProblem) || !SETTLING.mayRetry(error)) throw error;
		void settle(retry(work, { ...SETTLING, ...FOR_EVER }));
		return { entry: { ...saved, name: name ?? saved.name }, reinstalled: false };
	}
}
