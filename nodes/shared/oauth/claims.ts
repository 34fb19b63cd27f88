import { z } from 'zod';

import { parseJson } from '../settle';

/**
 * What an access token says of itself. amoCRM does not publish the key that it signs with, so this is a hint
 * and proves nothing.
 */
export interface TokenClaims {
	accountId?: number;
	/** The user who granted access. */
	userId?: number;
	/** Shard that knows the account under any name: `api-b.amocrm.ru`. */
	apiDomain?: string;
	scopes: string[];
}

/** `sub` is a text, `account_id` a number. */
const wholeNumber = z
	.union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
	.pipe(z.number().int().positive())
	.optional()
	.catch(undefined);

const claims = z.object({
	account_id: wholeNumber,
	sub: wholeNumber,
	api_domain: z.string().optional().catch(undefined),
	scopes: z.array(z.string()).catch([]),
});

/** Reads the claims of a token; an opaque token has none. */
export function readClaims(accessToken: string): TokenClaims {
	const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8');
	const { data } = claims.safeParse(parseJson(payload));
	return {
		accountId: data?.account_id,
		userId: data?.sub,
		apiDomain: data?.api_domain,
		scopes: data?.scopes ?? [],
	};
}
