import { Account, CLIENT_ID, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call } from './calls';

useStoppedClock();

describe('the person refuses', () => {
	it('sees a page, and the workflow learns of it', async () => {
		const { response, items } = await call(new N8nApi(), { error: 'access_denied', state: 's' });

		expect(response.status).toBe(200);
		expect(response.body).toContain('Access was not granted');
		expect(items).toEqual([
			{
				id: expect.any(String),
				event: 'denied',
				via: 'button',
				receivedAt: expect.any(String),
				integrationId: CLIENT_ID,
				state: { raw: 's' },
				reason: { code: 'access_denied', message: expect.any(String), hint: '' },
			},
		]);
	});

	it("goes to the builder's page", async () => {
		const { response } = await call(
			new N8nApi(),
			{ error: 'access_denied' },
			{ options: { failureUrl: 'https://example.com/no' } },
		);

		expect(response.status).toBe(302);
		expect(response.headers.location).toBe('https://example.com/no?event=denied');
	});

	it('shows nothing of what came in the address', async () => {
		const { response, items } = await call(new N8nApi(), { error: '<script>alert(1)</script>' });

		expect(response.body).not.toContain('<script>');
		expect(items).toMatchObject([{ reason: { code: 'denied' } }]);
	});
});

describe('a code that cannot be exchanged', () => {
	it.each([
		['Authorization code has expired', 'codeExpired', 'Too much time has passed'],
		['Authorization code has been revoked', 'codeUsed', 'already used'],
	])('"%s" gives the event failed and a page with the reason', async (hint, code, shown) => {
		const account = new Account();
		account.api.post('/oauth2/access_token').reply(400, { hint, status: 400 });

		const { response, items, logged } = await call(new N8nApi(), {
			code: `c-${code}`,
			referer: account.domain,
			state: 's',
		});

		expect(response.status).toBe(400);
		expect(response.body).toContain(shown);
		expect(items).toEqual([
			{
				id: expect.any(String),
				event: 'failed',
				via: 'button',
				receivedAt: expect.any(String),
				integrationId: CLIENT_ID,
				account: { domain: account.domain, subdomain: account.subdomain },
				state: { raw: 's' },
				reason: { code, message: expect.any(String), hint: expect.any(String) },
			},
		]);
		expect(logged).toEqual([expect.stringContaining(code)]);
		expect(JSON.stringify({ items, logged, response })).not.toContain(`c-${code}`);
	});

	it("sends the browser to the builder's page with the reason", async () => {
		const account = new Account();
		account.api.post('/oauth2/access_token').reply(400, { hint: 'Authorization code has expired' });

		const { response } = await call(
			new N8nApi(),
			{ code: 'c-failure-page', referer: account.domain },
			{ options: { failureUrl: 'https://example.com/no' } },
		);

		expect(response.headers.location).toBe(
			'https://example.com/no?event=failed&reason=codeExpired',
		);
	});

	it('works when the browser comes again, where amoCRM did not answer the first time', async () => {
		const api = new N8nApi();
		const account = new Account();
		const query = { code: 'c-retry', referer: account.domain };
		account.api.post('/oauth2/access_token').times(3).reply(502, '<html>Bad Gateway</html>');

		const first = await call(api, query);
		account.api.post('/oauth2/access_token').reply(200, account.tokens());
		account.api.get('/api/v4/account').reply(200, account.card);
		const second = await call(api, query);

		expect(first.items).toMatchObject([{ event: 'failed', reason: { code: 'serverError' } }]);
		expect(JSON.stringify(first)).not.toContain('Bad Gateway');
		expect(second.items).toMatchObject([{ event: 'installed' }]);
	});
});
