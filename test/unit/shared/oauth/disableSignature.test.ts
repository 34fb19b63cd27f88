import { createHmac } from 'node:crypto';

import { isDisableSignatureValid } from '../../../../nodes/shared/oauth/keys';

const clientSecret = 'S3cret';
const clientId = '0f7a6c5e-1b2d-4c3e-8f90-a1b2c3d4e5f6';
const accountId = '100';

/** As the documentation of the hook says: hex of HMAC-SHA256. */
const hex = (message: string, key = clientSecret) =>
	createHmac('sha256', key).update(message).digest('hex');
const right = hex(`${clientId}|${accountId}`);

const isValid = (signature: unknown) =>
	isDisableSignatureValid({ clientId, accountId, signature: signature as string }, clientSecret);

it.each([
	['as amoCRM sends it', right],
	['in capitals', right.toUpperCase()],
])('accepts the signature %s', (_title, signature) => {
	expect(isValid(signature)).toBe(true);
});

/** SECURITY: A call to disable counts only with amoCRM's whole signature. */
it.each<[string, unknown]>([
	['nothing', undefined],
	['the empty text', ''],
	['another account', hex(`${clientId}|101`)],
	['another integration', hex(`1f7a6c5e-1b2d-4c3e-8f90-a1b2c3d4e5f6|${accountId}`)],
	['another secret', hex(`${clientId}|${accountId}`, 'other')],
	['the parts without |', hex(`${clientId}${accountId}`)],
	['the parts in another order', hex(`${accountId}|${clientId}`)],
	['half of it', right.slice(0, 32)],
	['half a byte more', `${right}a`],
	['a text that is not hex', 'z'.repeat(64)],
	['a right start that is not hex further on', `${right.slice(0, 62)}zz`],
	['base64 of it', Buffer.from(right, 'hex').toString('base64')],
	['a double parameter', [right, right]],
	['a nested parameter', { signature: right }],
])('refuses %s', (_title, signature) => {
	expect(isValid(signature)).toBe(false);
});

it('refuses a signature of other ids that run together alike', () => {
	const signature = hex('a|1|2');
	const check = (id: string, account: string) =>
		isDisableSignatureValid({ clientId: id, accountId: account, signature }, clientSecret);
	expect(check('a|', '12')).toBe(false);
});
