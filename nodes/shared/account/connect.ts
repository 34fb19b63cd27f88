import type { IDataObject } from 'n8n-workflow';

import { settle } from '../settle';
import { readClaims } from '../oauth/claims';
import type { IntegrationKeys } from '../oauth/tokens';
import type { InstalledAccount, InstalledVia } from '../registry/account';
import type { Connected } from '../registry/installedAccounts';
import type { Integration } from '../registry/integration';
import { AmoCrmProblem } from '../problem';
import { createApiClient } from '../transport/client';
import { retry } from '../transport/retry';
import type { AccountAddress } from '../address';
import { signedWith } from './signed';

/** The account as items show it. */
export interface AccountCard {
	id: number;
	domain: string;
	subdomain: string;
	platform: string;
	name: string;
	country?: string;
	currency?: string;
	language?: string;
}

/** What came of connecting an account; may hold its tokens, so it goes into no item as it is. */
export interface Connection extends Pick<Connected, 'clientId' | 'reinstalled' | 'tokens'> {
	account: AccountCard;
	installedBy: { id?: number };
	scopes: string[];
	stored: InstalledAccount;
}

export interface ConnectRequest {
	address: AccountAddress;
	code: string;
	redirectUri: string;
	via: InstalledVia;
	/** Of an external integration; the integration's own where left out. */
	ownKeys?: IntegrationKeys;
	/** How often the exchange is tried again after a fault that passes. */
	retries?: number;
	/** Called when the tokens are safe, before the account is asked about itself. */
	stored?(): void;
}

/** The table may be away when the tokens are safe already. */
const INTRODUCING = {
	mayRetry: ({ code }: AmoCrmProblem) => ['storage', 'conflict', 'apiKeyRefused'].includes(code),
	retries: 4,
	firstPauseMs: 1_000,
};
const KEEP_INTRODUCING = { ...INTRODUCING, retries: Infinity, longestPauseMs: 60_000 };

/** `GET /api/v4/account` with a token that may not be the stored one. */
export async function describe(
	{ httpTo, limiterIn }: Integration,
	domain: string,
	clientId: string,
	accessToken: string,
): Promise<IDataObject> {
	const http = signedWith(httpTo(domain), accessToken);
	const client = createApiClient(domain, http, limiterIn(domain, clientId));
	return (await client.request({ method: 'GET', path: '/api/v4/account' })) ?? {};
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** What the account says of itself; nothing where it does not answer, for its tokens are safe already. */
async function introduction(
	integration: Integration,
	{ account, clientId, tokens }: Connected,
): Promise<IDataObject> {
	if (!tokens) return {};
	const asked = await settle(describe(integration, account.domain, clientId, tokens.accessToken));
	if (asked.ok) return asked.value;
	if (asked.error instanceof AmoCrmProblem) return {};
	throw asked.error;
}

/**
 * Keeps the name beside the tokens. The account is connected with or without: where the table stays away that is told,
 * and the name comes later.
 */
async function settled(
	{ accounts }: Integration,
	connected: Connected,
	name: string | undefined,
): Promise<Connected> {
	const introduce = async () => await accounts.introduce(connected, name);
	const done = await settle(retry(introduce, INTRODUCING));
	if (done.ok) return done.value;
	const { error } = done;
	if (!(error instanceof AmoCrmProblem) || !INTRODUCING.mayRetry(error)) throw error;
	void settle(retry(introduce, KEEP_INTRODUCING));
	return { ...connected, account: { ...connected.account, name: name ?? connected.account.name } };
}

async function introduced(integration: Integration, connected: Connected): Promise<Connection> {
	const details = await introduction(integration, connected);
	const name = textOf(details.name);
	const {
		account: stored,
		clientId,
		reinstalled,
		tokens,
	} = await settled(integration, connected, name);
	const { userId, scopes } = readClaims(tokens?.accessToken ?? '');
	return {
		account: {
			id: stored.accountId,
			domain: stored.domain,
			subdomain: stored.domain.split('.')[0],
			platform: stored.platform,
			name: stored.name,
			country: textOf(details.country),
			currency: textOf(details.currency),
			language: textOf(details.language),
		},
		clientId,
		installedBy: { id: userId },
		scopes,
		reinstalled,
		stored,
		tokens,
	};
}

/**
 * Connects an account: exchanges the code at the account's own address, keeps the tokens, then asks the account
 * about itself. All three ways in end here. The tokens are safe even if the account does not answer any more.
 * @throws AmoCrmProblem
 */
export async function connectAccount(
	integration: Integration,
	request: ConnectRequest,
): Promise<Connection> {
	const { accounts, keys } = integration;
	const { clientId } = request.ownKeys ?? keys;
	const { domain } = request.address;
	const connected = await accounts.connect({
		...request,
		accountIdOf: async (accessToken) =>
			Number((await describe(integration, domain, clientId, accessToken)).id),
	});
	request.stored?.();
	return await introduced(integration, connected);
}

/** How a code is refused that was exchanged before. */
const REFUSED = new Set([
	'codeUsed',
	'codeExpired',
	'badInput',
	'unauthorized',
	'badAddress',
	'notFound',
]);

/**
 * Connects an account by a code that may have been exchanged already: before a crash, or by a request whose
 * answer was lost.
 * @throws AmoCrmProblem `interrupted` where the tokens went out and did not arrive
 */
export async function resumeConnection(
	integration: Integration,
	request: ConnectRequest,
): Promise<Connection> {
	const { accounts } = integration;
	const goOn = async (connected: Connected) => {
		request.stored?.();
		return await introduced(integration, connected);
	};
	const connected = await accounts.connectedBy(request.code, request.address);
	if (connected) return await goOn(connected);
	const tried = await settle(connectAccount(integration, request));
	if (tried.ok) return tried.value;
	const { error } = tried;
	if (!(error instanceof AmoCrmProblem) || !REFUSED.has(error.code)) throw error;
	// The account may have been renamed since: then nobody is at its address, or another account.
	const moved = await accounts.connectedBy(request.code);
	if (moved) return await goOn(moved);
	if (error.code !== 'codeUsed') throw error;
	throw new AmoCrmProblem(
		'interrupted',
		`The account ${request.address.domain} gave its tokens out, but they were lost on their way.`,
		{ ...error.details, hint: 'Install the integration in the account again.' },
	);
}
