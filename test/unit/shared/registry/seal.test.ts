import { openSecrets } from '../../../../nodes/shared/registry/account';
import { seal, unseal } from '../../../../nodes/shared/registry/seal';
import type { StoredRow } from '../../../../nodes/shared/registry/table';
import { problemOf, wordsOf } from '../../support/problem';

const keys = { clientId: 'integration-1', clientSecret: 'S3cret' };
const row = { integrationId: 'integration-1', accountId: 100 };
const value = { accessToken: 'access-token', refreshToken: 'Ёлка', list: [1, null] };
const sealed = seal(value, row, keys);

/** The sealed text with one of its bytes changed. */
function changedAt(position: number): string {
	const bytes = Buffer.from(sealed.split('.')[1], 'base64url');
	bytes[position] ^= 1;
	return `v1.${bytes.toString('base64url')}`;
}

it('opens what it sealed', () => {
	expect(unseal(sealed, row, keys)).toEqual(value);
});

it('shows nothing of it, and never seals twice alike', () => {
	expect(sealed).not.toContain('access-token');
	expect(Buffer.from(sealed.split('.')[1], 'base64url').toString()).not.toContain('access-token');
	expect(seal(value, row, keys)).not.toBe(sealed);
});

it.each<[string, string, typeof row, typeof keys]>([
	['in the row of another account', sealed, { ...row, accountId: 101 }, keys],
	['in the row of another integration', sealed, { ...row, integrationId: 'integration-2' }, keys],
	['with another secret', sealed, row, { ...keys, clientSecret: 'S3cret2' }],
	['with another client id', sealed, row, { ...keys, clientId: 'integration-2' }],
	['with a changed nonce', changedAt(0), row, keys],
	['with a changed tag', changedAt(12), row, keys],
	['with a changed text', changedAt(28), row, keys],
	['cut short', sealed.slice(0, -4), row, keys],
	['cut to its start', sealed.slice(0, 20), row, keys],
	['of another version', sealed.replace('v1.', 'v2.'), row, keys],
	['that is no sealed text', 'sealed', row, keys],
	['that is empty', '', row, keys],
])('does not open a text %s', async (_title, text, where, other) => {
	const problem = await problemOf(() => unseal(text, where, other));
	expect(problem.code).toBe('storage');
	expect(problem.message).toContain(String(where.accountId));
	expect(wordsOf(problem)).not.toMatch(/S3cret|access-token/);
});

it('does not take another shape for a token pair', async () => {
	const stored = { integration_id: row.integrationId, account_id: row.accountId, sealed };
	const problem = await problemOf(() => openSecrets(stored as StoredRow, keys));
	expect(problem.code).toBe('storage');
});
