import { createHmac } from 'node:crypto';

import { generateKeyPair, SignJWT, type JWTPayload } from 'jose';

import {
	readFrontEndToken,
	readSalesbotToken,
	type Receiver,
} from '../../../nodes/AmoCrmWidgetTrigger/token';
import { problemOf, wordsOf } from '../support/problem';
import { botClaims, pageClaims, signToken } from '../support/widgetToken';

const keys = { clientId: '0b0832f6-d123-4123-9123-e73f2368333c', clientSecret: 'S3cret' };
const receiver: Receiver = {
	keys,
	secrets: [keys.clientSecret],
	redirectUri: 'https://n8n.example.com/webhook/hook/amocrm',
	extraDomains: [],
};
const account = { id: 12_345_678, domain: 'example.amocrm.ru' };
const address = { ...account, subdomain: 'example', platform: 'amocrm' };
const now = new Date('2026-01-31T10:00:00Z');
const nowS = now.getTime() / 1000;

const page = pageClaims(account, keys.clientId, now);
const bot = botClaims(account, now);

const signed = async (claims: JWTPayload, alg?: string, clientSecret = keys.clientSecret) =>
	await signToken(claims, { clientSecret, alg });

describe('the token of a page', () => {
	it('names account and user', async () => {
		expect(readFrontEndToken(await signed(page), receiver, now)).toEqual({
			account: address,
			user: { id: 9, isAdmin: undefined },
			token: {
				id: 'd628f123-5123-473e-a123-ed123ef31f8f',
				expiresAt: '2026-01-31T10:30:00.000Z',
			},
		});
	});

	it('says whether the user is an administrator, where it does', async () => {
		const token = await signed({ ...page, is_admin: true });
		expect(readFrontEndToken(token, receiver, now).user).toEqual({ id: 9, isAdmin: true });
	});

	it('may come from Kommo, and from a domain that the credential lists', async () => {
		for (const [iss, platform] of [
			['https://example.kommo.com', 'kommo'],
			['https://example.crm.example', 'amocrm'],
		]) {
			const token = await signed({ ...page, iss });
			const told = readFrontEndToken(token, { ...receiver, extraDomains: ['crm.example'] }, now);
			expect(told.account).toMatchObject({ subdomain: 'example', platform });
		}
	});

	it.each<[string, JWTPayload]>([
		['the last second of its life', { exp: nowS + 1 }],
		['a clock of amoCRM that is a minute ahead', { iat: nowS + 60, nbf: nowS + 60 }],
		['no time of issue', { iat: undefined, nbf: undefined }],
	])('is good with %s', async (_title, changes) => {
		const token = await signed({ ...page, ...changes });
		expect(readFrontEndToken(token, receiver, now).account).toEqual(address);
	});

	it.each([
		['has a port, which amoCRM leaves out', 'https://n8n.example.com:8443/webhook/x'],
		['has a path', 'https://n8n.example.com/'],
	])('is good where the Redirect URI %s', async (_title, redirectUri) => {
		const token = await signed(page);
		expect(readFrontEndToken(token, { ...receiver, redirectUri }, now).account).toEqual(address);
	});
});

describe('the token of a bot', () => {
	it.each(['HS256', 'HS512'])('names account and entity when signed with %s', async (alg) => {
		expect(readSalesbotToken(await signed(bot, alg), receiver, now)).toEqual({
			account: address,
			entity: { type: 'lead', id: 501 },
		});
	});

	it.each([
		[2, 'lead'],
		['2', 'lead'],
		[12, 'customer'],
		['contact', 'contact'],
	])('with the type %j is about a %s', async (entity_type, type) => {
		const token = await signed({ ...bot, entity_type });
		const told = readSalesbotToken(token, receiver, now);
		expect(told).toMatchObject({ entity: { type } });
	});

	it.each(['client_uuid', 'client_uid'])('may name the integration in %s', async (name) => {
		const ours = await signed({ ...bot, [name]: keys.clientId });
		expect(readSalesbotToken(ours, receiver, now).account).toEqual(address);
		const another = await signed({ ...bot, [name]: 'another' });
		const problem = await problemOf(() => readSalesbotToken(another, receiver, now));
		expect(problem.message).toBe('The token belongs to another integration.');
	});
});

const kinds = [
	{ name: 'a page', claims: page, read: readFrontEndToken, refused: ['HS384', 'HS512'] },
	{ name: 'a bot', claims: bot, read: readSalesbotToken, refused: ['HS384'] },
];

/** SECURITY: A token that a widget brings counts only with its whole signature, and for its integration,
 * address and time. */
describe.each(kinds)('a forged token of $name', ({ claims, read, refused }) => {
	const refusal = async (token: string) => {
		const problem = await problemOf(() => read(token, receiver, now));
		for (const part of token.split('.').filter((text) => text.length > 5)) {
			expect(wordsOf(problem)).not.toContain(part);
		}
		return problem;
	};

	it.each(['none', ...refused])('is refused with the algorithm %s', async (alg) => {
		const problem = await refusal(await signed(claims, alg));
		expect(problem.message).toBe('The token is signed in a way that is not accepted.');
	});

	it('is refused with a key pair', async () => {
		const { privateKey } = await generateKeyPair('RS256');
		const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
		expect((await refusal(token)).code).toBe('unauthorized');
	});

	it('is taken with the secret before, while it is changed', async () => {
		const changing = { ...receiver, secrets: ['new-S3cret', keys.clientSecret] };
		expect(readFrontEndToken(await signed(page), changing, now).account).toEqual(address);
		const byNew = await signed(page, 'HS256', 'new-S3cret');
		expect(readFrontEndToken(byNew, changing, now).account).toEqual(address);
	});

	it('is refused with another secret', async () => {
		const problem = await refusal(await signed(claims, 'HS256', 'S3cret2'));
		expect(problem.message).toBe('The token has a wrong signature.');
	});

	it.each<[string, JWTPayload, RegExp]>([
		['has expired', { exp: nowS }, /has expired/],
		['never expires', { exp: undefined }, /lacks/],
		['expires in no time that there is', { exp: 1e300 }, /lacks/],
		['is for later', { nbf: nowS + 61 }, /not valid yet/],
		['is issued later', { iat: nowS + 61 }, /not valid yet/],
		['is for another host', { aud: 'https://n8n.example.org' }, /another address/],
		['is for the host without TLS', { aud: 'http://n8n.example.com' }, /another address/],
		['is for something that is no address', { aud: 'n8n.example.com' }, /another address/],
		['is for nobody', { aud: undefined }, /lacks/],
		['names no account', { account_id: undefined }, /lacks/],
		['names an account that cannot be', { account_id: -5 }, /lacks/],
		['comes from elsewhere', { iss: 'https://example.evil.com' }, /not the address/],
		['comes from amoCRM itself', { iss: 'https://www.amocrm.ru' }, /not the address/],
		['comes from nowhere', { iss: undefined }, /lacks/],
	])('is refused when it %s', async (_title, changes, words) => {
		const problem = await refusal(await signed({ ...claims, ...changes }));
		expect(problem.message).toMatch(words);
	});

	it.each<[string, (signature: string) => string]>([
		['a space in front of it', (signature) => ` ${signature}`],
		[
			'a character of no alphabet in it',
			(signature) => `${signature.slice(0, 9)}!${signature.slice(9)}`,
		],
		['padding', (signature) => `${signature}=`],
	])('is refused where its signature is written with %s', async (_title, alter) => {
		const [header, payload, signature] = (await signed(claims)).split('.');
		const problem = await refusal(`${header}.${payload}.${alter(signature)}`);
		expect(problem.message).toMatch(/wrong signature/);
	});

	it('is refused with a changed part', async () => {
		const [header, , signature] = (await signed(claims)).split('.');
		const [, other] = (await signed({ ...claims, account_id: 1 })).split('.');
		expect((await refusal(`${header}.${other}.${signature}`)).message).toMatch(/wrong signature/);
	});

	it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d', '..', 'bnVsbA.bnVsbA.', '🦆.🦆.🦆', 'W10.W10.W10'])(
		'is refused as %j',
		async (token) => {
			expect((await refusal(token)).code).toBe('unauthorized');
		},
	);

	it.each(['null', '[]', '"text"', '{', '1'])('is refused with the claims %s', async (text) => {
		const [header] = (await signed(claims)).split('.');
		const payload = Buffer.from(text).toString('base64url');
		const signature = createHmac('sha256', keys.clientSecret).update(`${header}.${payload}`);
		const token = `${header}.${payload}.${signature.digest('base64url')}`;
		expect((await refusal(token)).message).toMatch(/lacks/);
	});
});

it('the token of a bot is none of a page, and the other way round', async () => {
	const [ofBot, ofPage] = [await signed(bot), await signed(page)];
	for (const work of [
		() => readFrontEndToken(ofBot, receiver, now),
		() => readSalesbotToken(ofPage, receiver, now),
	]) {
		expect((await problemOf(work)).message).toMatch(/lacks/);
	}
});
