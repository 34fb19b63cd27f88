import type { IntegrationKeys } from '../../../nodes/shared/oauth/tokens';

let made = 0;

/** Keys of an integration that no other test knows: what a process remembers is kept by client id. */
export function newKeys(): IntegrationKeys {
	made += 1;
	return {
		clientId: `0f7a6c5e-0000-4000-8000-${String(made).padStart(12, '0')}`,
		clientSecret: 'S3cret',
	};
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An access token as amoCRM makes them; nobody can check the signature. */
export const accessToken = (claims: unknown): string =>
	[part({ typ: 'JWT', alg: 'RS256' }), part(claims), 'c2lnbmF0dXJl'].join('.');

/** What the token endpoint answers. */
export const tokenBody = (access: string, refresh: string) => ({
	token_type: 'Bearer',
	expires_in: 86_400,
	access_token: access,
	refresh_token: refresh,
	server_time: 1_764_000_000,
});

/** An error of the token endpoint. */
export const oauthError = (status: number, hint?: string) => ({
	hint,
	title: hint === undefined ? 'Invalid client' : 'Invalid request',
	type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
	status,
	detail: 'Some parameters of the request are missing or not valid',
});
