import { exchangeCode, refreshTokens } from '../../../../nodes/shared/oauth/tokens';
import type { ProblemCode } from '../../../../nodes/shared/problem';
import { NoAnswer, type Answer, type Http } from '../../../../nodes/shared/transport/http';
import { settled } from '../../support/clock';
import { answer, scriptedHttp } from '../../support/http';
import { problemOf, wordsOf } from '../../support/problem';
import { oauthError, tokenBody } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const HOUR = 3_600_000;
/** Of another integration in each test: what asks for tokens of one goes in one lane. */
let keys = { clientId: '', clientSecret: 'S3cretOfTheIntegration' };
const redirectUri = 'https://app.example/cb?a=1';
const code = 'def502CodeOfThePerson';
const refreshToken = 'def502StoredRefreshToken';

let integrations = 0;
beforeEach(() => {
	integrations += 1;
	keys = { ...keys, clientId: `integration-${integrations}` };
});

const request = (http: Http) => ({ http, domain: 'example.amocrm.ru', keys, redirectUri });
const exchange = async (http: Http) => await exchangeCode({ ...request(http), code });
const refresh = async (http: Http) => await refreshTokens({ ...request(http), refreshToken });
const grants: Array<[string, (http: Http) => Promise<unknown>]> = [
	['exchange', exchange],
	['refresh', refresh],
];

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

describe('what is sent', () => {
	it.each<[string, typeof exchange, Record<string, string>]>([
		['exchange', exchange, { grant_type: 'authorization_code', code }],
		['refresh', refresh, { grant_type: 'refresh_token', refresh_token: refreshToken }],
	])('%s', async (_title, grant, own) => {
		const { http, requests } = scriptedHttp(answer(200, tokenBody('access', 'refresh')));
		await grant(http);
		expect(requests).toEqual([
			expect.objectContaining({
				method: 'POST',
				url: 'https://example.amocrm.ru/oauth2/access_token',
				body: {
					client_id: keys.clientId,
					client_secret: keys.clientSecret,
					...own,
					redirect_uri: redirectUri,
				},
			}),
		]);
	});
});

describe('what comes of a pair', () => {
	it.each(grants)(
		'%s: an access token for a day, a refresh token for three months',
		async (_, grant) => {
			const { http } = scriptedHttp(answer(200, tokenBody('access', 'refresh')));
			const pair = (await grant(http)) as Awaited<ReturnType<typeof exchange>>;
			expect(pair).toMatchObject({ accessToken: 'access', refreshToken: 'refresh' });
			expect(pair.accessExpiresAt).toBe(NOW + 24 * HOUR);
			const days = (pair.refreshExpiresAt - NOW) / (24 * HOUR);
			expect(days).toBeGreaterThan(85);
			expect(days).toBeLessThan(90);
		},
	);

	it('counts its life from the moment of asking', async () => {
		const slow = scriptedHttp(() => {
			jest.setSystemTime(NOW + 20_000);
			return answer(200, tokenBody('access', 'refresh'));
		});
		expect((await exchange(slow.http)).accessExpiresAt).toBe(NOW + 24 * HOUR);
	});
});

const html = '<html><head><title>403 Forbidden</title></head><body>nginx</body></html>';

describe('what amoCRM refuses', () => {
	it.each<[string, Answer, ProblemCode]>([
		['an old code', answer(400, oauthError(400, 'Authorization code has expired')), 'codeExpired'],
		[
			'a used code',
			answer(400, oauthError(400, 'Authorization code has been revoked')),
			'codeUsed',
		],
		[
			"another account's code",
			answer(400, oauthError(400, 'Cannot decrypt the authorization code')),
			'badInput',
		],
		[
			'a wrong client id or Redirect URI',
			answer(400, oauthError(400, 'Check the `client_id` parameter')),
			'badInput',
		],
		[
			"another integration's code",
			answer(400, oauthError(400, 'Authorization code was not issued to this client')),
			'badInput',
		],
		[
			"another integration's refresh token",
			answer(401, oauthError(401, 'Token is not linked to client')),
			'unauthorized',
		],
		[
			'a refresh token cut off',
			answer(401, oauthError(401, 'Cannot decrypt the refresh token')),
			'unauthorized',
		],
		['a bad refresh token', answer(400, oauthError(400, 'Invalid refresh token')), 'revoked'],
		['a used refresh token', answer(401, oauthError(401, 'Token has been revoked')), 'revoked'],
		['a wrong client secret', answer(401, oauthError(401)), 'unauthorized'],
		['a block', answer(403, html), 'blocked'],
		['an account that is gone', answer(404, { title: 'Not Found', status: 404 }), 'notFound'],
		['too many requests', answer(429, 'Too many requests'), 'rateLimited'],
		['a fault', answer(502, '<html>Bad Gateway</html>'), 'serverError'],
	])('%s', async (_title, refusal, expected) => {
		for (const [, grant] of grants) {
			const { http } = scriptedHttp(refusal, refusal, refusal);
			const problem = await problemOf(async () => await settled(grant(http)));
			expect(problem.code).toBe(expected);
			expect(problem.details.status).toBe(refusal.status);
			expect(wordsOf(problem)).not.toContain('<');
		}
	});

	it('tells a wrong secret from a worthless token', async () => {
		const wrongSecret = scriptedHttp(answer(401, oauthError(401)));
		const revoked = scriptedHttp(answer(401, oauthError(401, 'Token has been revoked')));
		expect((await problemOf(async () => await refresh(wrongSecret.http))).message).toContain(
			'secret',
		);
		const problem = await problemOf(async () => await refresh(revoked.http));
		expect(problem.message).not.toContain('secret');
		expect(problem.message).toContain('example.amocrm.ru');
	});

	// amoCRM's "Некорректный клиент": most often the Redirect URI, once an unpaid account (reference H, A4).
	it('names all that a 401 without a hint may mean, the Redirect URI first', async () => {
		const { http } = scriptedHttp(answer(401, oauthError(401)));
		const { message, details } = await problemOf(async () => await exchange(http));
		expect(message).toMatch(/Redirect URI.*client id.*client secret.*not paid for/);
		expect(details.hint).toMatch(/Redirect URI first/);
	});

	it('does not take a token of another client for a revoked one', async () => {
		const { http } = scriptedHttp(answer(401, oauthError(401, 'Token is not linked to client')));
		expect((await problemOf(async () => await refresh(http))).message).toMatch(
			/another integration/,
		);
	});

	it('keeps the number of the request', async () => {
		const refusal = answer(401, oauthError(401), { 'x-request-id': 'abc-1' });
		const problem = await problemOf(async () => await refresh(scriptedHttp(refusal).http));
		expect(problem.details.requestId).toBe('abc-1');
	});
});

describe('another try', () => {
	const pair = answer(200, tokenBody('access', 'refresh'));
	const lost = (code: string) => new NoAnswer('example.amocrm.ru', code, false);

	it.each<[string, Parameters<typeof scriptedHttp>[number], number]>([
		['429', answer(429, 'Too many requests'), 1_000],
		['429 for a moment', answer(429, '', { 'retry-after': '3' }), 3_000],
		['500', answer(500, ''), 1_000],
		['504 with a page', answer(504, html), 1_000],
		[
			'a connection that was never made',
			new NoAnswer('example.amocrm.ru', 'ECONNREFUSED', true),
			1_000,
		],
	])('is made after %s', async (_title, first, pause) => {
		for (const [, grant] of grants) {
			const { http, requests } = scriptedHttp(first, pair);
			const start = Date.now();
			expect(await settled(grant(http))).toMatchObject({ refreshToken: 'refresh' });
			expect(requests[1]).toEqual(requests[0]);
			expect(Date.now() - start).toBe(pause);
		}
	});

	it.each<[string, Parameters<typeof scriptedHttp>[number]]>([
		['429 for a while', answer(429, '', { 'retry-after': '60' })],
		['a block', answer(403, html)],
		['an answer in vain', answer(200, '{"token_type":"Bea')],
		['a timeout', lost('ETIMEDOUT')],
		['a reset', lost('ECONNRESET')],
	])('is left to the caller after %s', async (_title, first) => {
		const { http, requests } = scriptedHttp(first, pair);
		await problemOf(async () => await settled(refresh(http)));
		expect(requests).toHaveLength(1);
	});
});

describe('what cannot be a token', () => {
	const good = tokenBody('access-token-1', 'refresh-token-1');

	it.each<[string, unknown]>([
		['truncated JSON', JSON.stringify(good).slice(0, -20)],
		['HTML', html],
		['nothing', ''],
		['null', 'null'],
		['a list', [good]],
		['a text', '"text"'],
		['a number', 5],
		['no access token', { ...good, access_token: undefined }],
		['an empty access token', { ...good, access_token: '' }],
		['no refresh token', { ...good, refresh_token: undefined }],
		['a number for a token', { ...good, refresh_token: 5 }],
		['no lifetime', { ...good, expires_in: undefined }],
		['a lifetime of nothing', { ...good, expires_in: 0 }],
		['a text for a lifetime', { ...good, expires_in: 'soon' }],
		['another kind of token', { ...good, token_type: 'mac' }],
	])('%s', async (_title, body) => {
		const { http } = scriptedHttp(answer(200, body));
		const problem = await problemOf(async () => await exchange(http));
		expect(problem.code).toBe('badAnswer');
		expect(wordsOf(problem)).not.toMatch(/access-token-1|refresh-token-1/);
	});
});

it.each(grants)(
	'%s: no secret, code or token is told, even if amoCRM repeats it',
	async (_, grant) => {
		const { http } = scriptedHttp(({ body }) => answer(400, oauthError(400, JSON.stringify(body))));
		const words = wordsOf(await problemOf(async () => await grant(http)));
		for (const secret of [keys.clientSecret, code, refreshToken])
			expect(words).not.toContain(secret);
	},
);
