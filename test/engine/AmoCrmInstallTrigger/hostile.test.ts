import nock from 'nock';

import { N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call } from './calls';

useStoppedClock();

/** SECURITY: Nothing that is stored, called or answered can widen that list. */
describe('a hostile referer gets no request and no secret', () => {
	it.each([
		'evil.example.com',
		'amocrm.ru.evil.example.com',
		'evil.example.com/.amocrm.ru',
		'example.amocrm.ru@evil.example.com',
		'example.amocrm.ru:8443',
		'http://example.amocrm.ru',
		'www.amocrm.ru',
		'xn--exmple-cua.amocrm.ru',
		'127.0.0.1',
		'',
	])('%j', async (referer) => {
		const api = new N8nApi();

		const { response, items } = await call(api, { code: `c-hostile-${referer}`, referer });

		expect(response.status).toBe(400);
		expect(items).toMatchObject([{ event: 'failed', account: {}, reason: { code: 'badAddress' } }]);
		expect(api.calls).toEqual([]);
	});

	it('nor do several referers at once, nor a widget install with one', async () => {
		const api = new N8nApi();

		const several = await call(api, 'code=c-h1&referer=a.amocrm.ru&referer=b.amocrm.ru');
		const nested = await call(api, 'code=c-h2&referer[toString]=a.amocrm.ru');
		const widget = await call(api, { code: 'c-h3', referer: 'evil.example.com', from_widget: '1' });

		for (const { response, items } of [several, nested, widget]) {
			expect(response.status).toBe(400);
			expect(items).toMatchObject([{ event: 'failed', reason: { code: 'badAddress' } }]);
		}
		expect(api.calls).toEqual([]);
	});
});

// amoCRM, and people, look whether an address lives before they take it into the settings.
it('a call of the bare address is told that it lives', async () => {
	const api = new N8nApi();

	const { response, items } = await call(api, '');

	expect(response.status).toBe(200);
	expect(response.headers['content-type']).toContain('text/html');
	expect(items).toEqual([]);
	expect(api.calls).toEqual([]);
});

/** SECURITY: The client secret goes only to a host that has answered an unsigned call as an account's API
 * does, or to the address that amoCRM names for an installed account. */
describe('a host of amoCRM that is no account gets no secret, signed links or not', () => {
	it.each([
		'www.kommo.com',
		'developers.kommo.com',
		'drive-b.amocrm.ru',
		'drive-c.kommo.com',
		'amojo.amocrm.ru',
		'amojo-eu.kommo.com',
		'api-b.amocrm.ru',
		'accounts.amocrm.com',
	])('%s: it is not even asked', async (referer) => {
		const { items } = await call(
			new N8nApi(),
			{ code: `c-service-${referer}`, referer, from_widget: '1' },
			{ stateCheck: 'signed' },
		);

		expect(items).toMatchObject([{ event: 'failed', reason: { code: 'badAddress' } }]);
	});

	it.each<[string, number, string, Record<string, string>]>([
		['docs', 200, '<html>Documentation</html>', {}],
		['forum', 404, '<html>Not found</html>', {}],
		['partners', 301, '', { location: 'https://www.amocrm.ru/partners' }],
		['private', 401, '<html>Log in</html>', {}],
		['json', 404, '{"title":"Not Found","status":404}', {}],
	])(
		'%s.amocrm.ru, which answers %d to who asks without a token',
		async (name, status, body, headers) => {
			const referer = `${name}.amocrm.ru`;
			const host = nock(`https://${referer}`, { badheaders: ['authorization'] });
			host.get('/api/v4/account').reply(status, body, headers);
			const api = new N8nApi();

			const { response, items } = await call(
				api,
				{ code: `c-none-${name}`, referer, from_widget: '1' },
				{ stateCheck: 'signed' },
			);

			expect(response).toMatchObject({ status: 200, body: 'OK' });
			expect(items).toMatchObject([
				{ event: 'failed', account: { domain: referer }, reason: { code: 'badAddress' } },
			]);
			expect(api.accounts).toEqual([]);
		},
	);
});

describe('a call that means nothing', () => {
	it.each([`code=${'x'.repeat(4_001)}`, 'a=b', 'code[]=x', 'account_id=1', 'error='])(
		'%j starts nothing',
		async (query) => {
			const api = new N8nApi();

			const { response, items, result } = await call(api, query);

			expect(response.status).toBe(400);
			expect(response.headers['content-type']).toContain('text/html');
			expect(items).toEqual([]);
			expect(result).toEqual({ noWebhookResponse: true });
			expect(api.calls).toEqual([]);
		},
	);
});
