import { readClaims } from '../../../../nodes/shared/oauth/claims';
import { accessToken } from '../../support/tokens';

const NOTHING = { accountId: undefined, userId: undefined, apiDomain: undefined, scopes: [] };

it('reads what a token of amoCRM says', () => {
	const token = accessToken({
		aud: '0f7a6c5e-1b2d-4c3e-8f90-a1b2c3d4e5f6',
		iat: 1_764_000_000,
		exp: 1_764_086_400,
		sub: '9',
		grant_type: '',
		account_id: 100,
		base_domain: 'amocrm.ru',
		version: 2,
		scopes: ['crm', 'files'],
		api_domain: 'api-b.amocrm.ru',
	});
	expect(readClaims(token)).toEqual({
		accountId: 100,
		userId: 9,
		apiDomain: 'api-b.amocrm.ru',
		scopes: ['crm', 'files'],
	});
});

it('reads an older token, which names no shard', () => {
	const claims = readClaims(accessToken({ sub: '9', account_id: 100, scopes: ['crm'] }));
	expect(claims).toEqual({ accountId: 100, userId: 9, apiDomain: undefined, scopes: ['crm'] });
});

it.each<[string, unknown]>([
	['texts', { account_id: 'x', sub: 'x', scopes: 'crm' }],
	['objects', { account_id: {}, sub: {}, api_domain: {}, scopes: {} }],
	['numbers', { account_id: -1, sub: -1, api_domain: 5, scopes: [1] }],
	['fractions', { account_id: 1.5, sub: 1.5 }],
	['null', { account_id: null, sub: null, api_domain: null, scopes: null }],
	['empty texts', { account_id: '', sub: '' }],
	['no claims', {}],
	['a list', []],
	['null for claims', null],
	['a text for claims', 'claims'],
])('reads nothing out of %s', (_title, claims) => {
	expect(readClaims(accessToken(claims))).toEqual(NOTHING);
});

it('keeps the claims beside one of a wrong type', () => {
	const claims = readClaims(accessToken({ account_id: 100, sub: {}, scopes: null }));
	expect(claims).toEqual({ ...NOTHING, accountId: 100 });
});

it.each(['', 'opaque', '..', 'a.b.c', 'a.e30', '\u0000.\u0000.\u0000', 'a.'.repeat(10_000)])(
	'reads nothing out of a token that is not a JWT: %#',
	(token) => {
		expect(readClaims(token)).toEqual(NOTHING);
	},
);
