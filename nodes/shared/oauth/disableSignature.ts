import { hmacSha256, isSame } from './keys';

/**
 * Checks the signature with which amoCRM proves that an account disabled the integration:
 * hex of HMAC-SHA256 over `client_uuid|account_id`, keyed with the client secret.
 * @see https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function isDisableSignatureValid(
	{ clientId, accountId, signature }: { clientId: string; accountId: string; signature: string },
	clientSecret: string,
): boolean {
	const expected = hmacSha256(clientSecret, `${clientId}|${accountId}`).toString('hex');
	return typeof signature === 'string' && isSame(expected, signature.toLowerCase());
}
