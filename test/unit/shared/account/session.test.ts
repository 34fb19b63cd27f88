import { Readable } from 'node:stream';

import { accountReference, sessionOpener } from '../../../../nodes/shared/account/open';
import { fakeFunctions } from '../../support/functions';
import { problemOf, wordsOf } from '../../support/problem';
import { accessToken } from '../../support/tokens';

const fine = { statusCode: 200, headers: {}, body: '{"id":100}' };
const noLocator = () => {
	throw new Error('The locator is for installed accounts only.');
};

const oAuth2 = (referer?: string, changes: object = {}) => ({
	amoCrmOAuth2Api: {
		accountAddress: 'example.amocrm.ru',
		clientId: 'integration-1',
		oauthTokenData: { access_token: 't0ken', callbackQueryString: referer ? { referer } : {} },
		...changes,
	},
});

const open = async (credentials: Record<string, object>, reply: unknown = fine) => {
	const { functions, sent } = fakeFunctions(credentials, reply);
	const way = 'amoCrmTokenApi' in credentials ? 'token' : 'oAuth2';
	return { session: await sessionOpener(functions)(way, noLocator), sent };
};

describe('an account with the Connect button', () => {
	it.each([
		['the typed one', undefined, 'example.amocrm.ru', undefined],
		['the same', 'example.amocrm.ru', 'example.amocrm.ru', undefined],
		['the same as a URL', 'https://example.amocrm.ru/', 'example.amocrm.ru', undefined],
		['another one', 'other.kommo.com', 'other.kommo.com', /example\.amocrm\.ru.*other\.kommo\.com/],
	])('is the one that was chosen: %s', async (_title, referer, domain, notice) => {
		const { session, sent } = await open(oAuth2(referer));
		expect(session.domain).toBe(domain);
		if (notice) expect(session.notice).toMatch(notice);
		else expect(session.notice).toBeUndefined();
		expect(await session.request({ method: 'GET', path: '/api/v4/account' })).toEqual({ id: 100 });
		expect(sent).toEqual([
			expect.objectContaining({
				url: `https://${domain}/api/v4/account`,
				signedBy: 'amoCrmOAuth2Api',
			}),
		]);
	});

	it.each<[string, string, Record<string, object>]>([
		['not connected', 'unauthorized', oAuth2(undefined, { oauthTokenData: undefined })],
		['at a strange address', 'badAddress', oAuth2(undefined, { accountAddress: 'evil.com' })],
		['with a strange referer', 'badAddress', oAuth2('evil.com')],
	])('is not opened: %s', async (_title, code, credentials) => {
		expect((await problemOf(async () => await open(credentials))).code).toBe(code);
	});

	it('calls whose new token is refused as well make n8n renew it once', async () => {
		const { functions } = fakeFunctions(oAuth2('refused.amocrm.ru'), fine);
		let renewals = 0;
		functions.helpers.httpRequestWithAuthentication = async (_credential, options) => {
			if (options.ignoreHttpStatusErrors === true)
				return { statusCode: 401, headers: {}, body: Readable.from([Buffer.from('{}')]) };
			// As n8n: a 401 that it is shown makes it renew the token and repeat.
			renewals += 1;
			throw Object.assign(new Error('401'), { response: { status: 401, headers: {}, data: '' } });
		};
		const session = await sessionOpener(functions)('oAuth2', noLocator);
		for (let call = 0; call < 3; call++) {
			const ask = async () => await session.request({ method: 'GET', path: '/api/v4/account' });
			expect((await problemOf(ask)).code).toBe('unauthorized');
		}
		expect(renewals).toBe(1);
	});

	it('asks to connect again where n8n cannot renew the token', async () => {
		const { session } = await open(oAuth2(), new Error('Refresh token t0ken+/= is invalid'));
		const problem = await problemOf(
			async () => await session.request({ method: 'GET', path: '/' }),
		);
		expect(problem.code).toBe('unauthorized');
		expect(problem.details.hint).toContain('connect the account again');
		expect(wordsOf(problem)).not.toContain('t0ken');
	});
});

it('an account with a long-lived token goes to the typed address', async () => {
	const token = accessToken({ account_id: 100 });
	const credential = { accountAddress: 'https://example.kommo.com/leads', accessToken: token };
	const { session, sent } = await open({ amoCrmTokenApi: credential });
	expect(session).toMatchObject({ domain: 'example.kommo.com', platform: 'kommo' });
	await session.request({ method: 'GET', path: '/api/v4/account' });
	expect(sent).toEqual([expect.objectContaining({ signedBy: 'amoCrmTokenApi' })]);
});

describe('the locator of an installed account', () => {
	it.each([
		[{ mode: 'list', value: 100 }, { accountId: 100 }],
		[{ mode: 'id', value: ' 100 ' }, { accountId: 100 }],
		[{ mode: 'domain', value: 'example' }, { domain: 'example.amocrm.ru' }],
		[{ mode: 'domain', value: 'https://a.crm.example.com/' }, { domain: 'a.crm.example.com' }],
	])('%j names %j', (locator, reference) => {
		expect(accountReference(locator, ['crm.example.com'])).toEqual(reference);
	});

	it.each([
		[{ mode: 'id', value: '' }, 'badInput'],
		[{ mode: 'domain', value: ' ' }, 'badInput'],
		[{ mode: 'id', value: 'example.amocrm.ru' }, 'badInput'],
		[{ mode: 'id', value: '-1' }, 'badInput'],
		[{ mode: 'list', value: 1.5 }, 'badInput'],
		[{ mode: 'domain', value: 'evil.com' }, 'badAddress'],
	])('%j names nothing: %s', async (locator, code) => {
		expect((await problemOf(() => accountReference(locator, []))).code).toBe(code);
	});
});
