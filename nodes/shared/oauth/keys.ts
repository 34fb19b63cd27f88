import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key derived from the client secret is for; a key for one purpose is of no use for another. */
export type KeyPurpose = 'tokens' | 'state' | 'identity' | 'statusPage';

const KEY_BYTES = 32;

/** HKDF-SHA256 of the client secret: 32 bytes, the same for the same integration, secret and purpose. */
export function deriveKey(clientSecret: string, clientId: string, purpose: KeyPurpose): Buffer {
	// Not the package's name: with another label no table that exists could be read, and no link that was given out.
	const info = `n8n-nodes-amocrm/${purpose}/v1`;
	return Buffer.from(hkdfSync('sha256', clientSecret, clientId, info, KEY_BYTES));
}

export function hmacSha256(key: Buffer | string, message: string): Buffer {
	return createHmac('sha256', key).update(message).digest();
}

/**
 * Compares two texts in a time that says nothing about where they differ. Signatures are compared as they are
 * written: decoders skip what they do not know, so that many texts stand for the same bytes.
 */
export function isSame(expected: string, received: string): boolean {
	const [ours, theirs] = [Buffer.from(expected), Buffer.from(received)];
	return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

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
