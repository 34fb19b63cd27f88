import { seal, unseal } from '../../../../nodes/shared/registry/seal';

const keys = { clientId: 'integration-1', secrets: ['S3cret'] };
const row = { integrationId: 'integration-1', accountId: 100, table: 'table-1' };
const value = { accessToken: 'access-token', refreshToken: 'Ёлка', list: [1, null] };
const sealed = seal(value, row, keys);

/** The bytes of the sealed text, changed. */
function changed(change: (bytes: Buffer) => Buffer): string {
	return `v2.${change(Buffer.from(sealed.split('.')[1], 'base64url')).toString('base64url')}`;
}

/** The sealed text with one of its bytes changed. */
const changedAt = (position: number): string =>
	changed((bytes) => {
		bytes[position] ^= 1;
		return bytes;
	});

it('opens what it sealed', () => {
	expect(unseal(sealed, row, keys)).toEqual({ value, isCurrent: true });
});

it('opens what a former secret sealed, and says that it was that', () => {
	const changedKeys = { ...keys, secrets: ['new-S3cret', 'S3cret'] };
	expect(unseal(sealed, row, changedKeys)).toEqual({ value, isCurrent: false });
	const again = seal(value, row, changedKeys);
	expect(unseal(again, row, keys)).toBeUndefined();
	expect(unseal(again, row, { ...keys, secrets: ['new-S3cret'] })?.value).toEqual(value);
});

/** SECURITY: The tokens of installed accounts are sealed by AES-256-GCM, with a key that HKDF-SHA256 derives
 * from the client secret: whoever reads the table has no token. */
it('shows nothing of it, and never seals twice alike', () => {
	expect(sealed).not.toContain('access-token');
	expect(Buffer.from(sealed.split('.')[1], 'base64url').toString()).not.toContain('access-token');
	expect(seal(value, row, keys)).not.toBe(sealed);
});

/** SECURITY: All that is acted on in the row of an account is sealed with it, and bound to its table,
 * integration and account; its other columns are for people to read. */
it.each<[string, string, Parameters<typeof unseal>[1], typeof keys]>([
	['in the row of another account', sealed, { ...row, accountId: 101 }, keys],
	['in the row of another integration', sealed, { ...row, integrationId: 'integration-2' }, keys],
	['in another table', sealed, { ...row, table: 'table-2' }, keys],
	['where no table is named', sealed, { ...row, table: undefined }, keys],
	['with another secret', sealed, row, { ...keys, secrets: ['S3cret2'] }],
	['with another client id', sealed, row, { ...keys, clientId: 'integration-2' }],
	['with a changed nonce', changedAt(0), row, keys],
	['with a changed tag', changedAt(12), row, keys],
	['with a changed text', changedAt(28), row, keys],
	['with a tag of four bytes', changed((bytes) => bytes.subarray(0, 16)), row, keys],
	['cut short', sealed.slice(0, -4), row, keys],
	['cut to its start', sealed.slice(0, 20), row, keys],
	['of another version', sealed.replace('v2.', 'v1.'), row, keys],
	['that is no sealed text', 'sealed', row, keys],
	['that is empty', '', row, keys],
])('does not open a text %s', (_title, text, where, other) => {
	expect(unseal(text, where, other)).toBeUndefined();
});
