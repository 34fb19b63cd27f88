import type { IDataObject } from 'n8n-workflow';

import type { InstalledAccount, InstalledVia } from '../registry/account';
import type { Integration } from '../registry/integration';
import { AmoCrmProblem } from '../problem';
import { createApiClient } from '../transport/client';
import { limiterFor } from '../transport/limiter';
import type { AccountAddress } from './address';
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

/** What came of connecting an account; holds the tokens, so it goes into no item as it is. */
export interface Connection {
	account: AccountCard;
	installedBy: { id?: number };
	scopes: string[];
	reinstalled: boolean;
	stored: InstalledAccount;
	tokens: { accessToken: string; refreshToken: string };
}

export interface ConnectRequest {
	address: AccountAddress;
	code: string;
	redirectUri: string;
	via: InstalledVia;
}

/** `GET /api/v4/account` with a token fresh from the exchange. */
async function describe(
	{ keys, doorTo }: Integration,
	{ domain }: AccountAddress,
	accessToken: string,
): Promise<IDataObject> {
	const door = signedWith(doorTo(domain), accessToken);
	const client = createApiClient(domain, door, limiterFor(`${keys.clientId}|${domain}`));
	return (await client.request({ method: 'GET', path: '/api/v4/account' })) ?? {};
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/**
 * Connects an account: exchanges the code at the account's own address, keeps the tokens, then asks the account
 * about itself. All three ways in end here. The tokens are safe even if the account does not answer any more.
 * @throws AmoCrmProblem
 */
export async function connectAccount(
	integration: Integration,
	request: ConnectRequest,
): Promise<Connection> {
	const { accounts } = integration;
	const { address } = request;
	const connected = await accounts.connect({
		...request,
		accountIdOf: async (accessToken) =>
			Number((await describe(integration, address, accessToken)).id),
	});
	const { account: stored, claims, reinstalled, accessToken, refreshToken } = connected;
	const details = await describe(integration, address, accessToken).catch(
		(error: unknown): IDataObject => {
			if (error instanceof AmoCrmProblem) return {};
			throw error;
		},
	);
	const name = textOf(details.name) ?? stored.name;
	if (name !== stored.name) await accounts.rename(stored.accountId, name);
	return {
		account: {
			id: stored.accountId,
			domain: stored.domain,
			subdomain: address.subdomain,
			platform: stored.platform,
			name,
			country: textOf(details.country),
			currency: textOf(details.currency),
			language: textOf(details.language),
		},
		installedBy: { id: claims.userId },
		scopes: claims.scopes,
		reinstalled,
		stored,
		tokens: { accessToken, refreshToken },
	};
}
