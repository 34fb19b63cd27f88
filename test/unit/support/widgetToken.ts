import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

/** What a page of the account, or a bot in it, says of itself. */
export interface TokenOwner {
	id: number;
	domain: string;
}

export interface TokenSigner {
	clientSecret: string;
	alg?: string;
}

const HALF_AN_HOUR_S = 30 * 60;

const common = ({ id, domain }: TokenOwner, issuedAt: Date): JWTPayload => {
	const iat = Math.floor(issuedAt.getTime() / 1000);
	return {
		iss: `https://${domain}`,
		aud: 'https://n8n.example.com',
		iat,
		nbf: iat,
		exp: iat + HALF_AN_HOUR_S,
		account_id: id,
		subdomain: domain.split('.')[0],
	};
};

/** The claims of a page's token, as the documentation lists them. */
export const pageClaims = (
	account: TokenOwner,
	clientId: string,
	issuedAt = new Date(),
): JWTPayload => ({
	...common(account, issuedAt),
	jti: 'd628f123-5123-473e-a123-ed123ef31f8f',
	user_id: 9,
	client_uuid: clientId,
});

/** The claims of a bot's token, as the documentation lists them. */
export const botClaims = (account: TokenOwner, issuedAt = new Date()): JWTPayload => ({
	...common(account, issuedAt),
	entity_type: 'lead',
	entity_id: 501,
});

export async function signToken(
	claims: JWTPayload,
	{ clientSecret, alg = 'HS256' }: TokenSigner,
): Promise<string> {
	if (alg === 'none') return new UnsecuredJWT(claims).encode();
	const header = { alg, typ: 'JWT' };
	return await new SignJWT(claims)
		.setProtectedHeader(header)
		.sign(new TextEncoder().encode(clientSecret));
}
