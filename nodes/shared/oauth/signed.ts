import { parseJson } from '../settle';
import { deriveKey, hmacSha256, isSame, type KeyPurpose } from './keys';

/** Whose key signs. */
export interface Signer {
	clientId: string;
	clientSecret: string;
}

/** Whose keys may have signed: that of the secret that counts now, or of one before it. */
export interface Verifier {
	clientId: string;
	secrets: readonly string[];
}

const signatureOf = (body: string, purpose: KeyPurpose, { clientId, clientSecret }: Signer) =>
	hmacSha256(deriveKey(clientSecret, clientId, purpose), body).toString('base64url');

/** `content` as a text for addresses: anyone can read it, nobody without the client secret can change it. */
export function signContent(content: object, purpose: KeyPurpose, signer: Signer): string {
	const body = Buffer.from(JSON.stringify(content)).toString('base64url');
	return `${body}.${signatureOf(body, purpose, signer)}`;
}

/** What a text holds that this integration signed for this purpose, to the last character as it was made. */
export function readSigned(
	text: unknown,
	purpose: KeyPurpose,
	{ clientId, secrets }: Verifier,
): unknown {
	const [body, signature = '', ...rest] = typeof text === 'string' ? text.split('.') : [];
	if (!body || rest.length > 0) return undefined;
	const isBy = (clientSecret: string) =>
		isSame(signatureOf(body, purpose, { clientId, clientSecret }), signature);
	if (!secrets.some(isBy)) return undefined;
	return parseJson(Buffer.from(body, 'base64url').toString('utf8'));
}
