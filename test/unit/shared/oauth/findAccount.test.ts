import { findAccount } from '../../../../nodes/shared/oauth/findAccount';
import { NoAnswer } from '../../../../nodes/shared/transport/http';
import { answer, scriptedHttp } from '../../support/http';
import { accessToken } from '../../support/tokens';

const SHARD = 'api-b.amocrm.ru';
const OWN_DOMAIN = 'crm.example.com';

const tokens = (claims: object = { account_id: 100, api_domain: SHARD }) => ({
	accessToken: accessToken(claims),
	refreshToken: 'refresh-1',
});

/** The answer as amoCRM gives it. */
const located = (changes: object) =>
	answer(200, { id: 100, subdomain: 'new', domain: 'new.amocrm.ru', ...changes });

async function asked(step: Parameters<typeof scriptedHttp>[number], of = tokens()) {
	const { http, requests } = scriptedHttp(step);
	const hosts: string[] = [];
	const httpTo = (host: string) => {
		hosts.push(host);
		return http;
	};
	return { whereabouts: await findAccount(of, httpTo, [OWN_DOMAIN]), requests, hosts };
}

it('asks the shard that the token names, and shows it the refresh token alone', async () => {
	const { requests, hosts } = await asked(located({}));
	expect(hosts).toEqual([SHARD]);
	expect(requests).toEqual([
		{
			method: 'GET',
			url: `https://${SHARD}/oauth2/account/current/subdomain`,
			headers: { 'X-Refresh-Token': 'refresh-1' },
		},
	]);
});

it.each([
	['new.amocrm.ru', { domain: 'new.amocrm.ru', subdomain: 'new', platform: 'amocrm' }],
	['new.kommo.com', { domain: 'new.kommo.com', subdomain: 'new', platform: 'kommo' }],
	[`a.${OWN_DOMAIN}`, { domain: `a.${OWN_DOMAIN}`, subdomain: 'a', platform: 'amocrm' }],
])('finds the account at %s', async (domain, address) => {
	const { whereabouts } = await asked(located({ domain }));
	expect(whereabouts).toEqual({ kind: 'found', address });
});

it('takes the word of the shard for a token that does not name its account', async () => {
	const { whereabouts } = await asked(located({ id: 7 }), tokens({ api_domain: SHARD }));
	expect(whereabouts).toMatchObject({ kind: 'found' });
});

it('learns that the token is worthless', async () => {
	const { whereabouts } = await asked(answer(401, { title: 'Unauthorized', status: 401 }));
	expect(whereabouts).toEqual({ kind: 'revoked' });
});

describe('learns nothing', () => {
	it.each([
		['of another account', located({ id: 101 })],
		['of a host that is no account', located({ domain: 'evil.com' })],
		['of a host that only looks like one', located({ domain: 'new.amocrm.ru.evil.com' })],
		['of a URL', located({ domain: 'https://new.amocrm.ru/@evil.com' })],
		['of a shard', located({ domain: 'api-c.amocrm.ru' })],
		['of an answer without a domain', located({ domain: undefined })],
		['of an answer of another shape', answer(200, [null])],
		['of a page', answer(200, '<html></html>')],
		['of nothing', answer(200, '')],
		['where nothing is there', answer(404, {})],
		['of too many questions', answer(429, '')],
		['of a fault', answer(500, '')],
		['of a redirect', answer(302, '', { location: 'https://evil.com' })],
		['of silence', new NoAnswer(SHARD, 'ETIMEDOUT', false)],
	])('%s', async (_title, step) => {
		expect((await asked(step)).whereabouts).toEqual({ kind: 'unknown' });
	});
});

/** SECURITY: Nothing that is stored, called or answered can widen that list. */
describe('asks nobody', () => {
	it.each([
		'api-b.evil.com',
		'api-b.amocrm.ru.evil.com',
		'evil.com/api-b.amocrm.ru',
		'evil.com#.amocrm.ru',
		'api-b.amocrm.ru@evil.com',
		'api-b.amocrm.ru:8443',
		'api-b.amocrm.ru/',
		'API-B.amocrm.ru',
		'api-bb.amocrm.ru',
		'example.amocrm.ru',
		'amocrm.ru',
		`api-b.${OWN_DOMAIN}`,
		'',
		5,
		undefined,
	])('where the token names %j', async (api_domain) => {
		const { whereabouts, hosts } = await asked(
			located({}),
			tokens({ account_id: 100, api_domain }),
		);
		expect(whereabouts).toEqual({ kind: 'nowhere' });
		expect(hosts).toEqual([]);
	});

	it('where the token says nothing', async () => {
		const opaque = { accessToken: 'opaque', refreshToken: 'refresh-1' };
		expect((await asked(located({}), opaque)).hosts).toEqual([]);
	});
});
