import { createHash } from 'node:crypto';
import { pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountAddress } from '../address';
import { settle, settleProblem } from '../settle';
import { serialize } from '../serialize';
import { proveAccount } from '../oauth/proveAccount';
import { readClaims } from '../oauth/claims';
import { exchangeCode, signedWith, type IntegrationKeys, type TokenPair } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { createApiClient } from '../transport/client';
import type { Http } from '../transport/http';
import type { Limiter } from '../transport/limiter';
import { retry, type RetryPolicy } from '../transport/retry';
import {
	toAccount,
	type BuilderData,
	type Entry,
	type InstalledAccount,
	type InstalledVia,
} from './account';
import type { AccountRows } from './accountRows';
import type { StoredRow } from './table';
import { accountsChanged, type ChangeFeed } from './changeFeed';
import { saveAccount, settleAccount } from './saveAccount';

/** A code, and what came with it. */
export interface ConnectRequest {
	address: AccountAddress;
	code: string;
	redirectUri: string;
	via: InstalledVia;
	/** What the builder keeps with the account; default: what was kept before. */
	data?: BuilderData;
	/** Only this account is taken. */
	onlyAccount?: number;
	/** Keys of an external integration; default: the integration's own. */
	ownKeys?: IntegrationKeys;
	/** How often the exchange is tried again after a transient fault. */
	retries?: number;
	/** The code may have been exchanged already: before a crash, or by a request whose answer was lost. */
	mayBeUsed?: boolean;
	/** Called when the tokens are safe, before the account is asked about itself. */
	stored?(): void;
}

/** A connected account; may hold its tokens, so it goes into no item as it is. */
export interface Connection {
	account: InstalledAccount;
	details: { country?: string; currency?: string; language?: string };
	/** Missing if they went to an n8n credential. */
	tokens?: Pick<TokenPair, 'accessToken' | 'refreshToken'>;
	/** Id of the integration: the external one's if it came by one. */
	clientId: string;
	/** The account had been installed before. */
	reinstalled: boolean;
	installedBy: { id?: number };
	scopes: string[];
}

export interface ConnectionOptions {
	/** HTTP to one of amoCRM's hosts, unsigned. */
	httpTo: (host: string) => Http;
	/** The limiter for an account, of the integration itself unless another id is given. */
	limiterIn: (domain: string, clientId?: string) => Limiter;
}

/** A token pair that is not stored yet. */
interface Unsaved {
	request: ConnectRequest;
	pair: TokenPair;
	/** Stores it, with the latest credential. */
	by: Connections;
	saved?: Entry;
	/** It is retried in the background. */
	isRetried?: boolean;
}

/** By integration and code. */
const unsaved = new Map<string, Unsaved>();

/** Faults of n8n's table, which may be away when the tokens are safe already. */
const TABLE_FAULTS = ['storage', 'conflict', 'apiKeyRefused'];

/** Faults after which the same code, or the pair that it gave, may still work. */
export const TRANSIENT: ReadonlySet<string> = new Set([
	...TABLE_FAULTS,
	'unreachable',
	'serverError',
	'rateLimited',
	'blocked',
	'badAnswer',
]);

/** While somebody waits. */
const SAVING: RetryPolicy = {
	mayRetry: ({ code }) => TRANSIENT.has(code),
	retries: 4,
	firstPauseMs: 1_000,
};
const SETTLING: RetryPolicy = { ...SAVING, mayRetry: ({ code }) => TABLE_FAULTS.includes(code) };

/** In the background, for as long as the process lives. */
const FOR_EVER = { retries: Infinity, longestPauseMs: 60_000 };
export const KEEP_SAVING: RetryPolicy = { ...SAVING, ...FOR_EVER };

/** How amoCRM may refuse a code that was exchanged before. */
const CODE_REFUSALS = new Set([
	'codeUsed',
	'codeExpired',
	'badInput',
	'unauthorized',
	'badAddress',
	'notFound',
]);

const wrongAccount = (domain: string) =>
	new AmoCrmProblem('wrongAccount', `The link was made for another account than ${domain}.`, {
		hint: 'Nothing of this account was kept. Open the link again, and choose on the page of amoCRM the account that it was made for.',
	});

const isWrongAccount = (error: unknown) =>
	error instanceof AmoCrmProblem && error.code === 'wrongAccount';

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Connects accounts by authorization codes; all three ways to install the integration end here. */
export class Connections {
	constructor(
		private readonly rows: AccountRows,
		private readonly options: ConnectionOptions & { changes: ChangeFeed },
	) {}

	/**
	 * Exchanges a code at the account's own address, saves the tokens, asks the account about itself, and settles it in one
	 * row. The tokens are saved first, even if the account does not answer.
	 * @throws AmoCrmProblem `interrupted` if the code was exchanged before but its tokens were lost
	 */
	async connect(request: ConnectRequest): Promise<Connection> {
		const saved = await (request.mayBeUsed ? this.findOrSave(request) : this.save(request));
		return await this.finish(saved, request);
	}

	/** Whether the code gave a pair that is not stored yet: it is worth waiting for, however old the code is. */
	holdsPairOf(code: string): boolean {
		return unsaved.has(this.keyOf(code));
	}

	/** The account at this address, or that had it, if this code connected it; without tokens if they went to a credential. */
	async find(code: string, { domain }: AccountAddress): Promise<Entry | undefined> {
		return this.connectedBy(code, await this.rows.named(domain));
	}

	private connectedBy(code: string, rows: StoredRow[]): Entry | undefined {
		const hash = hashOf(code);
		return rows
			.flatMap((row) => this.rows.resolve([row]).entry ?? [])
			.find(
				({ codeHash, pastCodes = [], status }) =>
					[codeHash, ...pastCodes].includes(hash) && status === 'installed',
			);
	}

	/** `GET /api/v4/account` with any token. */
	async describe(domain: string, clientId: string, accessToken: string): Promise<IDataObject> {
		const { httpTo, limiterIn } = this.options;
		const http = signedWith(httpTo(domain), accessToken);
		const client = createApiClient(domain, http, limiterIn(domain, clientId));
		return (await client.request({ method: 'GET', path: '/api/v4/account' })) ?? {};
	}

	private keyOf(code: string): string {
		return `${this.rows.keys.clientId}|${hashOf(code)}`;
	}

	/** The account that the code connected earlier, or else connects now. */
	private async findOrSave(request: ConnectRequest): Promise<Entry> {
		const { address, code } = request;
		const found = await this.find(code, address);
		if (found) return found;
		const saved = await settleProblem(this.save(request));
		if (saved.ok) return saved.value;
		const { problem } = saved;
		if (!CODE_REFUSALS.has(problem.code)) throw problem;
		// Another account may have its address since, and its new one not be known.
		const homeless = await this.rows.rows({ domain: '', status: 'installed' });
		const displaced = this.connectedBy(code, homeless);
		if (displaced) return displaced;
		if (problem.code !== 'codeUsed') throw problem;
		throw new AmoCrmProblem(
			'interrupted',
			`The account ${address.domain} gave its tokens out, but they were lost on their way.`,
			{ ...problem.details, hint: 'Install the integration in the account again.' },
		);
	}

	/** Saves the pair, in the background if the table is away for long. */
	private async save(request: ConnectRequest): Promise<Entry> {
		const key = this.keyOf(request.code);
		const pending = unsaved.get(key) ?? { request, pair: await this.exchange(request), by: this };
		pending.by = this;
		unsaved.set(key, pending);
		// Several callers may try: it is written once.
		const saveOnce = () =>
			serialize(`pair|${key}`, async () => {
				pending.saved ??= await pending.by.store(pending);
				unsaved.delete(key);
				return pending.saved;
			});
		const saving = await settle(retry(saveOnce, SAVING));
		if (saving.ok) return saving.value;
		if (isWrongAccount(saving.error)) unsaved.delete(key);
		if (unsaved.has(key) && !pending.isRetried) void settle(retry(saveOnce, KEEP_SAVING));
		pending.isRetried = true;
		throw saving.error;
	}

	private async exchange(request: ConnectRequest): Promise<TokenPair> {
		const { address, code, redirectUri, ownKeys, retries } = request;
		const { domain } = address;
		const [http, queue] = [this.options.httpTo(domain), this.rows.keys.clientId];
		if (!this.rows.recall({ domain })) await proveAccount({ domain, http, queue });
		const keys = ownKeys ?? this.rows.keys;
		return await exchangeCode({ http, domain, keys, queue, code, redirectUri, retries });
	}

	private async store({ request, pair }: Unsaved): Promise<Entry> {
		const { address, code, redirectUri, via, ownKeys, data, onlyAccount } = request;
		const { domain } = address;
		const { clientId } = ownKeys ?? this.rows.keys;
		const accountId =
			readClaims(pair.accessToken).accountId ??
			Number((await this.describe(domain, clientId, pair.accessToken)).id);
		if (onlyAccount !== undefined && accountId !== onlyAccount) throw wrongAccount(domain);
		const secrets = { ...pair, redirectUri, codeHash: hashOf(code), ownKeys };
		const saved = await saveAccount(this.rows, { accountId, address, via, secrets, data });
		this.rows.remember(saved);
		this.rows.forgetHolders(domain, accountId);
		accountsChanged();
		return saved;
	}

	/** Asks the account about itself, and settles it. */
	private async finish(saved: Entry, { stored }: ConnectRequest): Promise<Connection> {
		stored?.();
		const clientId = saved.ownKeys?.clientId ?? saved.integrationId;
		const tokens = saved.tokens && pick(saved.tokens, ['accessToken', 'refreshToken']);
		// Without an address there is nobody to ask.
		const mayAsk = tokens && saved.domain !== '';
		const said = mayAsk ? await this.ask(saved.domain, clientId, tokens.accessToken) : {};
		const { entry, reinstalled } = await this.settle(saved, asText(said.name));
		const { userId, scopes } = readClaims(tokens?.accessToken ?? '');
		return {
			account: toAccount(entry),
			details: {
				country: asText(said.country),
				currency: asText(said.currency),
				language: asText(said.language),
			},
			tokens,
			clientId,
			reinstalled: reinstalled || (saved.reinstalled ?? false),
			installedBy: { id: userId },
			scopes,
		};
	}

	/** What the account says of itself; empty if it does not answer. */
	private async ask(domain: string, clientId: string, accessToken: string): Promise<IDataObject> {
		const asked = await settleProblem(this.describe(domain, clientId, accessToken));
		return asked.ok ? asked.value : {};
	}

	/**
	 * Leaves one row of the account, with its name. If the table is away that is done later: the account is connected.
	 * @param name nothing: the account did not answer
	 */
	private async settle(saved: Entry, name: string | undefined) {
		const work = async () => {
			const settled = await settleAccount(this.rows, saved, name);
			const { accountId, version } = settled.entry;
			if (settled.merged) void settle(this.options.changes.announce(accountId));
			// It may have been renewed or merged meanwhile.
			if (this.rows.recall({ accountId })?.version === version) this.rows.remember(settled.entry);
			else this.rows.forget(accountId);
			return settled;
		};
		const done = await settleProblem(retry(work, SETTLING));
		if (done.ok) return done.value;
		if (!SETTLING.mayRetry(done.problem)) throw done.problem;
		void settle(retry(work, { ...SETTLING, ...FOR_EVER }));
		return { entry: { ...saved, name: name ?? saved.name }, reinstalled: false };
	}
}
