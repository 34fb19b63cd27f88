import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key derived from the client secret is for; a key for one purpose is of no use for another. */
export type KeyPurpose = 'tokens' | 'state' | 'identity' | 'resumption';

const KEY_BYTES = 32;

/** HKDF-SHA256 of the client secret: 32 bytes, the same for the same integration, secret and purpose. */
export function deriveKey(clientSecret: string, clientId: string, purpose: KeyPurpose): Buffer {
	const info = `n8n-nodes-amocrm/${purpose}/v1`;
	return Buffer.from(hkdfSync('sha256', clientSecret, clientId, info, KEY_BYTES));
}

export function hmacSha256(key: Buffer | string, message: string): Buffer {
	return createHmac('sha256', key).update(message).digest();
}

/** Compares in a time that says nothing about where the two differ. */
export function isSame(expected: Buffer, received: Buffer): boolean {
	return expected.length === received.length && timingSafeEqual(expected, received);
}
