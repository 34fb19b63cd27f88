import { decodeJwt, decodeProtectedHeader } from 'jose';
import { REDIRECT, Town, type Pair } from './support';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

let town: Town;

beforeAll(async () => {
	town = await Town.open();
});

beforeEach(async () => await town.begin());

/** Quoted from github.com/ufee/amoapi, issue 26. */
const WRONG_CLIENT = {
	title: 'Некорректный клиент',
	type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
	status: 401,
	detail: 'Авторизация клиента не прошла',
};

describe('exchanging a code', () => {
	const exchange = async (code: string, host?: string) =>
		await town.tokenRequest({ grant_type: 'authorization_code', code }, host);

	const code = async () => (await town.control.issueCode(town.place)).code;

	it('gives a pair that opens the API of this account for a day', async () => {
		const pair = await town.connect();
		expect(pair).toMatchObject({ token_type: 'Bearer', expires_in: DAY });
		expect(pair.refresh_token.length).toBeGreaterThanOrEqual(600);
		const token = pair.access_token;
		const claims = decodeJwt(token);
		expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', jti: claims.jti });
		expect(claims).toMatchObject({
			aud: town.integration.id,
			sub: String(town.account.adminUserId),
			account_id: town.account.id,
			base_domain: 'amocrm.ru',
			version: 2,
			scopes: ['crm', 'notifications'],
			api_domain: 'api-b.amocrm.ru',
			iat: pair.server_time,
			exp: pair.server_time + DAY,
		});

		expect((await town.api('GET', '/account', { token })).status).toBe(200);
		await town.control.advanceClock(DAY);
		expect((await town.api('GET', '/account', { token })).status).toBe(401);
	});

	it('takes a form too', async () => {
		const answer = await town.ask('POST', '/oauth2/access_token', {
			form: {
				client_id: town.integration.id,
				client_secret: town.integration.secret,
				grant_type: 'authorization_code',
				code: await code(),
				redirect_uri: REDIRECT,
			},
		});
		expect(answer.status).toBe(200);
	});

	it('takes each code once', async () => {
		const used = await code();
		await exchange(used);
		expect((await exchange(used)).json).toMatchObject({
			status: 400,
			hint: 'Authorization code has been revoked',
			type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
		});
	});

	it('takes no code after 20 minutes', async () => {
		const old = await code();
		await town.control.advanceClock(20 * MINUTE);
		expect((await exchange(old)).json).toMatchObject({
			status: 400,
			hint: 'Authorization code has expired',
		});
	});

	it('takes no code of another account', async () => {
		await town.control.createAccount({ subdomain: 'beta' });
		expect((await exchange(await code(), 'beta.amocrm.ru')).json).toMatchObject({
			status: 400,
			hint: 'Cannot decrypt the authorization code',
		});
	});

	it.each([undefined, ''])('needs a Redirect URI, not %p', async (uri) => {
		const answer = await town.tokenRequest({
			grant_type: 'authorization_code',
			code: await code(),
			redirect_uri: uri,
		});
		expect(answer.json).toMatchObject({ status: 400, hint: 'Check the `redirect_uri` parameter' });
	});

	// github.com/ufee/amoapi, issue 26: the same for each of the three.
	it.each([
		['another Redirect URI', { redirect_uri: `${REDIRECT}/` }],
		['a wrong secret', { client_secret: 'wrong' }],
		['an unknown id', { client_id: '0ef011a7-0000-4000-8000-000000000000' }],
	])('refuses %s as a wrong client, without a hint', async (_what, wrong) => {
		const body = { grant_type: 'authorization_code', code: await code(), ...wrong };
		const { status, json } = await town.tokenRequest(body);
		expect([status, json]).toEqual([401, WRONG_CLIENT]);
	});

	it('says so in English on Kommo', async () => {
		await town.begin('kommo');
		const body = { grant_type: 'authorization_code', code: 'x', client_secret: 'wrong' };
		expect((await town.tokenRequest(body)).json).toEqual({
			...WRONG_CLIENT,
			title: 'Invalid client',
			detail: expect.stringMatching(/^[ -~]+$/),
		});
	});

	// github.com/Krukov/amocrm_api, issue 41.
	it('gives none where the account is not paid', async () => {
		await town.control.setBehaviour('alpha', { isPaid: false });
		expect((await exchange(await code())).json).toEqual(WRONG_CLIENT);
	});

	it('takes no code of another integration', async () => {
		const foreign = await code();
		town.integration = await town.control.createIntegration({
			name: 'Other',
			redirectUri: REDIRECT,
		});
		expect((await exchange(foreign)).json).toMatchObject({
			status: 400,
			hint: 'Authorization code was not issued to this client',
		});
	});

	it('happens on the account host only', async () => {
		expect((await exchange(await code(), 'www.amocrm.ru')).status).toBe(404);
		expect((await exchange(await code(), 'nobody.amocrm.ru')).status).toBe(404);
	});
});

describe('refreshing', () => {
	it('rotates: the new pair works, the old refresh token is dead at once', async () => {
		const first = await town.connect();
		const { json: second } = await town.refresh<Pair>(first.refresh_token);
		expect((await town.api('GET', '/account', { token: second.access_token })).status).toBe(200);
		// Quoted from github.com/amocrm/amocrm-api-php, issue 123.
		expect((await town.refresh(first.refresh_token)).json).toEqual({
			hint: 'Token has been revoked',
			title: 'Некорректный запрос',
			type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
			status: 401,
			detail: 'В запросе отсутствует ряд параметров или параметры невалидны',
		});
		expect((await town.refresh(second.refresh_token)).status).toBe(200);
	});

	it('lets one of two simultaneous callers win', async () => {
		const { refresh_token: token } = await town.connect();
		const answers = await Promise.all([town.refresh(token), town.refresh(token)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
	});

	it('works for three months from the token’s issue', async () => {
		const { refresh_token: token } = await town.connect();
		await town.control.advanceClock(89 * DAY);
		const { status, json } = await town.refresh<Pair>(token);
		expect(status).toBe(200);
		await town.control.advanceClock(92 * DAY);
		expect((await town.refresh(json.refresh_token)).status).toBe(401);
	});

	it.each([
		['another Redirect URI is refused', 'https://else.example/callback', 401],
		['none, as n8n refreshes, is taken', undefined, 200],
	])('%s', async (_, redirect_uri, status) => {
		const { refresh_token } = await town.connect();
		const answer = await town.tokenRequest({
			grant_type: 'refresh_token',
			refresh_token,
			redirect_uri,
		});
		expect(answer.status).toBe(status);
	});

	it('takes no token of another account, of another integration, or of nobody', async () => {
		await town.control.createAccount({ subdomain: 'beta' });
		const { refresh_token: token } = await town.connect();
		const unknown = { status: 401, hint: 'Cannot decrypt the refresh token' };
		expect((await town.refresh(token, 'beta.amocrm.ru')).json).toMatchObject(unknown);
		expect((await town.refresh('def502')).json).toMatchObject(unknown);
		town.integration = await town.control.createIntegration({
			name: 'Other',
			redirectUri: REDIRECT,
		});
		expect((await town.refresh(token)).json).toMatchObject({
			status: 401,
			hint: 'Token is not linked to client',
		});
	});

	it('keeps the grants of one account apart', async () => {
		const [one, other] = [await town.connect(), await town.connect()];
		await town.refresh(one.refresh_token);
		expect((await town.refresh(other.refresh_token)).status).toBe(200);
		const counts = (await town.control.grants(town.place)).map((grant) => grant.refreshCount);
		expect(counts).toEqual([1, 1]);
	});
});

describe('the end of access', () => {
	it('comes with uninstalling, for everything', async () => {
		const { access_token: token, refresh_token: refresh } = await town.connect();
		const { code } = await town.control.issueCode(town.place);
		await town.control.uninstall(town.place);
		expect((await town.api('GET', '/account', { token })).status).toBe(401);
		expect((await town.refresh(refresh)).status).toBe(401);
		const late = await town.tokenRequest({ grant_type: 'authorization_code', code });
		expect(late.status).toBe(400);
	});

	it('can take access tokens alone', async () => {
		const { access_token: token, refresh_token: refresh } = await town.connect();
		await town.control.expireAccess(town.place);
		expect((await town.api('GET', '/account', { token })).status).toBe(401);
		expect((await town.refresh(refresh)).status).toBe(200);
	});

	it('is a problem document', async () => {
		const answer = await town.api('GET', '/account', { token: 'nonsense' });
		expect(answer.type).toBe('application/problem+json');
		expect(answer.json).toEqual({
			title: 'Unauthorized',
			type: 'https://httpstatus.es/401',
			status: 401,
			detail: expect.any(String),
		});
	});

	it('is where another account begins', async () => {
		await town.control.createAccount({ subdomain: 'beta' });
		const { access_token: token } = await town.connect();
		const there = await town.ask('GET', 'https://beta.amocrm.ru/api/v4/account', { token });
		expect(there.status).toBe(401);
	});
});

describe('a renamed account', () => {
	it('is gone from its old host and found through the shard', async () => {
		const { access_token: token, refresh_token: refresh } = await town.connect();
		await town.control.renameAccount('alpha', 'omega');
		const old = await town.api('GET', '/account', { token });
		expect(old.json).toMatchObject({ status: 401, error_code: 101 });
		expect((await town.refresh(refresh)).status).toBe(404);

		const asked = { headers: { 'x-refresh-token': refresh } };
		const address = 'https://api-b.amocrm.ru/oauth2/account/current/subdomain';
		expect((await town.ask('GET', address, asked)).json).toEqual({
			id: town.account.id,
			subdomain: 'omega',
			domain: 'omega.amocrm.ru',
			top_level_domain: 'ru',
		});
		expect((await town.refresh(refresh, 'omega.amocrm.ru')).status).toBe(200);
	});

	it('is found by its access token too, at the site of its platform', async () => {
		const { access_token: token } = await town.connect();
		await town.control.renameAccount('alpha', 'omega');
		const find = async (host: string, asked: { token?: string }) =>
			await town.ask('GET', `https://${host}/oauth2/account/subdomain`, asked);
		const { status, json } = await find('www.amocrm.ru', { token });
		expect([status, json]).toEqual([
			200,
			{
				id: town.account.id,
				subdomain: 'omega',
				domain: 'omega.amocrm.ru',
				top_level_domain: 'ru',
			},
		]);
		expect((await find('www.amocrm.ru', {})).status).toBe(401);
		expect((await find('www.kommo.com', { token })).status).toBe(401);
	});

	it.each([301, 302] as const)('leads on from its old host by %d', async (sign) => {
		const { access_token: token } = await town.connect();
		await town.control.renameAccount('alpha', 'omega', sign);
		await town.control.renameAccount('omega', 'psi');
		const { status, headers } = await town.api('GET', '/leads?page=2&filter[id][]=5', { token });
		expect(status).toBe(sign);
		const { origin, pathname, searchParams } = new URL(headers.location);
		expect([origin, pathname]).toEqual(['https://psi.amocrm.ru', '/api/v4/leads']);
		expect([...searchParams]).toEqual([
			['page', '2'],
			['filter[id][0]', '5'],
		]);
	});

	it('may be gone from its old host, until another account comes there', async () => {
		const { access_token: token, refresh_token: refresh } = await town.connect();
		await town.control.renameAccount('alpha', 'omega', 410);
		expect((await town.api('GET', '/account', { token })).status).toBe(410);
		expect((await town.refresh(refresh)).status).toBe(410);
		await town.control.createAccount({ subdomain: 'alpha' });
		expect((await town.api('GET', '/account', { token })).status).toBe(401);
	});
});

describe('a long-lived token', () => {
	it('lives as long as ordered and has no refresh token', async () => {
		const { id } = await town.control.createIntegration({
			name: 'Private',
			redirectUri: REDIRECT,
			isPublic: false,
			ownerAccount: 'alpha',
		});
		const place = { ...town.place, integrationId: id };
		const { accessToken: token } = await town.control.issueLongLivedToken({ ...place, days: 30 });
		await town.control.advanceClock(29 * DAY);
		expect((await town.api('GET', '/account', { token })).status).toBe(200);
		await town.control.advanceClock(2 * DAY);
		expect((await town.api('GET', '/account', { token })).status).toBe(401);
		expect(await town.control.grants(place)).toEqual([]);
	});

	it('is for private integrations', async () => {
		await expect(town.control.issueLongLivedToken({ ...town.place, days: 30 })).rejects.toThrow(
			'Only a private integration',
		);
	});
});

describe('X-Context-User-ID', () => {
	it('takes over the rights of a user of the account, and of nobody else', async () => {
		const { access_token: token } = await town.connect();
		const rights = { is_admin: false, is_active: true };
		const [id] = await town.control.seed('alpha', 'users', [{ name: 'Clerk', rights }]);
		const as = async (user: unknown, path: string) => {
			const headers = { 'x-context-user-id': String(user) };
			return await town.api('GET', path, { token, headers });
		};
		expect((await as(id, '/account')).json).toMatchObject({ current_user_id: id });
		expect((await as(id, '/users')).status).toBe(403);
		expect((await as(1, '/account')).status).toBe(401);
	});
});
