import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { parseJson } from '../settle';
import { deriveKey } from '../oauth/keys';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The secrets that seal and open the rows of one integration. */
export interface SealKeys {
	clientId: string;
	/** The client secret, which seals everything, then a previous secret, which only opens. */
	secrets: readonly string[];
}

/** The row that a sealed text belongs to: it opens in no other row, nor in another table if one is named. */
interface RowKey {
	integrationId: string;
	accountId: number;
	table?: string;
}

/** What was sealed, and whether with the current secret. */
interface Unsealed {
	value: unknown;
	isCurrent: boolean;
}

const boundTo = ({ integrationId, accountId, table }: RowKey) =>
	Buffer.from([...(table === undefined ? [] : [table]), integrationId, accountId].join('|'));

/** `v1`: bound to its row. `v2`: to its row and table. */
const versionOf = ({ table }: RowKey) => (table === undefined ? 'v1' : 'v2');

/** Seals a value with AES-256-GCM under a key derived from the client secret: `v2.<iv, tag and ciphertext>`. */
export function seal(value: unknown, row: RowKey, { clientId, secrets }: SealKeys): string {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv('aes-256-gcm', deriveKey(secrets[0], clientId, 'tokens'), iv);
	cipher.setAAD(boundTo(row));
	const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
	const bytes = Buffer.concat([iv, cipher.getAuthTag(), text]);
	return `${versionOf(row)}.${bytes.toString('base64url')}`;
}

function open(bytes: Buffer, row: RowKey, key: Buffer): unknown {
	try {
		const iv = bytes.subarray(0, IV_BYTES);
		// A shorter tag would be easier to guess.
		const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
		decipher.setAAD(boundTo(row));
		decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
		const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
		return parseJson(Buffer.concat(text).toString('utf8'));
	} catch {
		return undefined;
	}
}

/** Opens what was sealed for this row; nothing if row, secret or text differ. */
export function unseal(
	sealed: string,
	row: RowKey,
	{ clientId, secrets }: SealKeys,
): Unsealed | undefined {
	const [version, text = ''] = sealed.split('.');
	if (version !== versionOf(row)) return undefined;
	const bytes = Buffer.from(text, 'base64url');
	for (const [age, secret] of secrets.entries()) {
		const value = open(bytes, row, deriveKey(secret, clientId, 'tokens'));
		if (value !== undefined) return { value, isCurrent: age === 0 };
	}
	return undefined;
}
