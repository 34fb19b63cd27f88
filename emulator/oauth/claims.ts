import { generateKeyPair, randomUUID, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';

/** Claims of an access token. amocrm.ru/developers: oauth/step-by-step. */
export interface TokenSubject {
	integrationId: string;
	accountId: number;
	userId: number;
	baseDomain: string;
	apiDomain: string;
	scopes: string[];
}

export interface TokenTimes {
	issuedAt: number;
	expiresAt: number;
}

export type SignToken = (subject: TokenSubject, times: TokenTimes) => Promise<string>;

/** amoCRM's signing key: made anew at each start and published nowhere, as in life. */
export async function makeTokenSigner(): Promise<SignToken> {
	const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
	return async (subject, times) => await sign(privateKey, subject, times);
}

async function sign(key: KeyObject, subject: TokenSubject, times: TokenTimes): Promise<string> {
	const jti = randomUUID().replaceAll('-', '').repeat(2);
	const claims = {
		aud: subject.integrationId,
		jti,
		iat: times.issuedAt,
		nbf: times.issuedAt,
		exp: times.expiresAt,
		sub: String(subject.userId),
		grant_type: '',
		account_id: subject.accountId,
		base_domain: subject.baseDomain,
		version: 2,
		scopes: subject.scopes,
		user_flags: 0,
		hash_uuid: randomUUID(),
		api_domain: subject.apiDomain,
	};
	return await new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', jti }).sign(key);
}
