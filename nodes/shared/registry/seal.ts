import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { parseJson } from '../attempt';
import { deriveKey } from '../oauth/keys';
import type { IntegrationKeys } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The row that the sealed text belongs to: in another row it does not open. */
export interface RowKey {
	integrationId: string;
	accountId: number;
}

const boundTo = ({ integrationId, accountId }: RowKey) =>
	Buffer.from(`${integrationId}|${accountId}`);

/** Seals a value with AES-256-GCM under a key derived from the client secret: `v1.<iv, tag and ciphertext>`. */
export function seal(
	value: unknown,
	row: RowKey,
	{ clientId, clientSecret }: IntegrationKeys,
): string {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv('aes-256-gcm', deriveKey(clientSecret, clientId, 'tokens'), iv);
	cipher.setAAD(boundTo(row));
	const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
	return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`;
}

/** What was sealed for this row; nothing where row, secret or text are others. */
export function tryUnseal(
	sealed: string,
	row: RowKey,
	{ clientId, clientSecret }: IntegrationKeys,
): unknown {
	const [version, text = ''] = sealed.split('.');
	if (version !== VERSION) return undefined;
	const bytes = Buffer.from(text, 'base64url');
	const key = deriveKey(clientSecret, clientId, 'tokens');
	try {
		const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
		decipher.setAAD(boundTo(row));
		decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
		const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
		return parseJson(Buffer.concat(text).toString('utf8'));
	} catch {
		return undefined;
	}
}

/**
 * Opens what `seal` made for this row with the same client secret.
 * @throws AmoCrmProblem `storage` where row, secret or text are others
 */
export function unseal(sealed: string, row: RowKey, keys: IntegrationKeys): unknown {
	const value = tryUnseal(sealed, row, keys);
	if (value !== undefined) return value;
	throw new AmoCrmProblem(
		'storage',
		`The stored token of account ${row.accountId} cannot be opened.`,
		{
			hint: 'The client secret in the credential is not the one it was stored with, or the row was changed by hand. Enter the former secret, or install the integration in the account again.',
		},
	);
}
