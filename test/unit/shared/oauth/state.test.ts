import { deriveKey, hmacSha256 } from '../../../../nodes/shared/oauth/keys';
import type { Signer } from '../../../../nodes/shared/oauth/signed';
import { signState, verifyState as verify } from '../../../../nodes/shared/oauth/state';
import { problemOf } from '../../support/problem';

const signer = { clientId: 'integration-1', clientSecret: 'S3cret' };
const verifyState = (state: unknown, { clientId, clientSecret }: Signer, at: Date) =>
	verify(state, { clientId, secrets: [clientSecret] }, at);
const now = new Date('2026-01-31T10:00:00Z');
const inAnHour = new Date('2026-01-31T11:00:00Z');
const data = { order: 17, nested: { list: ['a', null, true] }, name: 'Ёлка & "Co."' };

const state = signState(data, inAnHour, signer);
const [body, signature] = state.split('.');

/** A signature that is right, over a body that is not one of ours. */
const signed = (text: string) => {
	const odd = Buffer.from(text).toString('base64url');
	const key = deriveKey(signer.clientSecret, signer.clientId, 'state');
	return `${odd}.${hmacSha256(key, odd).toString('base64url')}`;
};

const flipped = (text: string, at: number) =>
	text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

it('gives back the data that was signed', () => {
	expect(verifyState(state, signer, now)).toEqual(data);
});

it('goes through a URL unchanged', () => {
	expect(encodeURIComponent(state)).toBe(state);
});

/** SECURITY: A signed link counts only as it was made, to the last character, and until it expires. */
it('holds to the last second', async () => {
	const lastMoment = new Date(inAnHour.getTime() - 1);
	expect(verifyState(state, signer, lastMoment)).toEqual(data);
	const problem = await problemOf(() => verifyState(state, signer, inAnHour));
	expect(problem.code).toBe('stateInvalid');
	expect(problem.message).toContain('expired');
});

it.each([
	['another integration', { ...signer, clientId: 'integration-2' }],
	['another secret', { ...signer, clientSecret: 'S3cret2' }],
])('is not accepted for %s', async (_title, other) => {
	expect((await problemOf(() => verifyState(state, other, now))).code).toBe('stateInvalid');
});

/** SECURITY: A signed link counts only as it was made, to the last character, and until it expires. */
describe('counts only as it was made', () => {
	const [last] = signature.slice(-1);
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	/** The last character of 43 holds four bits of the signature: three others decode to the same bytes. */
	const twins = [...alphabet].filter(
		(letter) =>
			letter !== last &&
			Buffer.from(signature.slice(0, -1) + letter, 'base64url').equals(
				Buffer.from(signature, 'base64url'),
			),
	);

	it('has such twins', () => expect(twins).toHaveLength(3));

	it.each<[string, string]>([
		['a space in front', ` ${state}`],
		['a line in front', `\n${state}`],
		['a space behind', `${state} `],
		['a line behind', `${state}\r\n`],
		['padding', `${state}=`],
		['more padding', `${state}==`],
		['a space in front of the signature', `${body}. ${signature}`],
		['a space inside the signature', `${body}.${signature.slice(0, 9)} ${signature.slice(9)}`],
		['a percent inside the signature', `${body}.${signature.slice(0, 9)}%${signature.slice(9)}`],
		['a character of no alphabet', `${body}.${signature}!`],
		['one character more', `${body}.${signature}A`],
		['other letters of base64', `${body}.${signature.replace(/-/g, '+').replace(/_/g, '/')}=`],
		['padding of the body', `${body}=.${signature}`],
		['a space behind the body', `${body} .${signature}`],
		...twins.map((letter): [string, string] => [
			`another last character ${letter}`,
			`${body}.${signature.slice(0, -1)}${letter}`,
		]),
	])('not with %s', async (_title, altered) => {
		expect((await problemOf(() => verifyState(altered, signer, now))).code).toBe('stateInvalid');
	});
});

it('holds while the secret is changed: by the new one and by the one before', async () => {
	const secrets = ['new-S3cret', signer.clientSecret];
	expect(verify(state, { clientId: signer.clientId, secrets }, now)).toEqual(data);
	const made = signState(data, inAnHour, { ...signer, clientSecret: 'new-S3cret' });
	expect(verify(made, { clientId: signer.clientId, secrets }, now)).toEqual(data);
	const forgotten = { clientId: signer.clientId, secrets: ['new-S3cret'] };
	expect((await problemOf(() => verify(state, forgotten, now))).code).toBe('stateInvalid');
});

it('is not signed with the bare client secret', async () => {
	const forged = `${body}.${hmacSha256(signer.clientSecret, body).toString('base64url')}`;
	expect((await problemOf(() => verifyState(forged, signer, now))).code).toBe('stateInvalid');
});

it.each<[string, unknown]>([
	['a changed body', `${flipped(body, 10)}.${signature}`],
	['a changed signature', `${body}.${flipped(signature, 0)}`],
	[
		'the signature of another state',
		`${signState({}, inAnHour, signer).split('.')[0]}.${signature}`,
	],
	['no signature', body],
	['an empty signature', `${body}.`],
	['half a signature', `${body}.${signature.slice(0, 20)}`],
	['a third part', `${state}.${signature}`],
	['no body', `.${signature}`],
	['the empty text', ''],
	['one dot', '.'],
	['control characters', '\u0000\r\n.\ud800'],
	['a very long text', 'a.'.repeat(50_000)],
	['a double parameter', [state, state]],
	['a nested parameter', { data: state }],
	['no parameter', undefined],
	['null', null],
	['a number', 17],
	['a signed text that is not JSON', signed('not JSON')],
	['signed JSON without an expiry', signed('{"data":{}}')],
	['signed JSON without data', signed('{"exp":4000000000}')],
	['signed JSON with other types', signed('{"exp":"tomorrow","data":[]}')],
	['signed null', signed('null')],
	['a state signed to end never', signState(data, new Date(NaN), signer)],
])('refuses %s as an invalid state', async (_title, garbage) => {
	const problem = await problemOf(() => verifyState(garbage as string, signer, now));
	expect(problem.code).toBe('stateInvalid');
});
