import { z } from 'zod';

import { accountFromReferer, isShard, type AccountAddress } from '../address';
import { settle, parseJson } from '../settle';
import type { Http } from '../transport/http';
import { readClaims, type TokenClaims } from './claims';
import type { TokenPair } from './tokens';

/** Where an account is found by its tokens. */
type AccountLocation =
	| { kind: 'found'; address: AccountAddress }
	/** amoCRM does not accept the refresh token any more. */
	| { kind: 'revoked' }
	/** The answer says nothing, or did not come. */
	| { kind: 'unknown' }
	/** The token names no shard to ask. */
	| { kind: 'nowhere' };

const subdomainAnswer = z.object({ id: z.number(), domain: z.string() });

/** An answer about another account is ignored. */
function addressIn(
	text: string,
	{ accountId }: TokenClaims,
	extraDomains: string[],
): AccountLocation {
	const { data } = subdomainAnswer.safeParse(parseJson(text));
	if (!data || (accountId !== undefined && data.id !== accountId)) return { kind: 'unknown' };
	try {
		return { kind: 'found', address: accountFromReferer(data.domain, extraDomains) };
	} catch {
		return { kind: 'unknown' };
	}
}

/**
 * Asks the shard that the access token names for the account's current address. The refresh token is not spent.
 * @see https://www.amocrm.ru/developers/content/oauth/account-subdomain-info
 */
export async function findAccount(
	{ accessToken, refreshToken }: Pick<TokenPair, 'accessToken' | 'refreshToken'>,
	httpTo: (host: string) => Http,
	extraDomains: string[],
): Promise<AccountLocation> {
	const claims = readClaims(accessToken);
	const shard = claims.apiDomain ?? '';
	if (!isShard(shard)) return { kind: 'nowhere' };
	const asked = await settle(
		httpTo(shard)({
			method: 'GET',
			url: `https://${shard}/oauth2/account/current/subdomain`,
			headers: { 'X-Refresh-Token': refreshToken },
		}),
	);
	if (!asked.ok) return { kind: 'unknown' };
	const { status, text } = asked.value;
	if (status === 401) return { kind: 'revoked' };
	return status === 200 ? addressIn(text, claims, extraDomains) : { kind: 'unknown' };
}
