import { deriveKey, isSame } from '../../../../nodes/shared/oauth/keys';

/** SECURITY: The tokens of installed accounts are sealed by AES-256-GCM, with a key that HKDF-SHA256 derives
 * from the client secret: whoever reads the table has no token. */
it('derives one key of 256 bits for the same secret, integration and purpose', () => {
	const key = deriveKey('S3cret', 'integration-1', 'tokens');
	expect(key).toHaveLength(32);
	expect(key).toEqual(deriveKey('S3cret', 'integration-1', 'tokens'));
});

it('derives another key for every other secret, integration or purpose', () => {
	const keys = [
		deriveKey('S3cret', 'integration-1', 'tokens'),
		deriveKey('S3cret', 'integration-1', 'state'),
		deriveKey('S3cret', 'integration-1', 'identity'),
		deriveKey('S3cret', 'integration-2', 'tokens'),
		deriveKey('S3cret2', 'integration-1', 'tokens'),
	];
	expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(keys.length);
});

it.each([
	['abc', 'abc', true],
	['abc', 'abd', false],
	['abc', 'ab', false],
	['abc', '', false],
	['YWI', 'YWJ', false],
])('compares %j with %j', (expected, received, same) => {
	expect(isSame(expected, received)).toBe(same);
});
