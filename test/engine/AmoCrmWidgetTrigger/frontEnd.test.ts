import { Account, install, N8nApi } from '../support';
import { forgeries, form, fromPage, get, json, pageToken, post } from './calls';

const told = ({ id, domain, subdomain }: Account) => ({
	call: 'frontEnd',
	receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
	account: { id, domain, subdomain, platform: 'amocrm' },
	user: { id: 9 },
	token: {
		id: 'd628f123-5123-473e-a123-ed123ef31f8f',
		expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
	},
});

describe('a page of the account', () => {
	it.each([
		['JSON', json({ lead: 501, tags: ['a', null] }), { lead: 501, tags: ['a', null] }],
		['a form', form({ lead: 501, tags: ['a'] }), { lead: '501', tags: ['a'] }],
		['nothing', {}, {}],
	])('posts %s', async (_title, request, body) => {
		const [api, account] = [new N8nApi(), new Account()];
		const token = await pageToken(account);

		const { items, response, logged } = await post(
			api,
			fromPage(token, { ...request, query: 'page=card' }),
		);

		expect(items).toEqual([{ ...told(account), method: 'POST', query: { page: 'card' }, body }]);
		expect(response).toMatchObject({ status: 200, ended: true, body: '{"received":true}' });
		expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
		expect(logged).toEqual([]);
		expect(JSON.stringify(items)).not.toContain(token);
	});

	const card = { type: 'lead', id: 501 };

	it.each([
		['a button in a card', { action: 'button', card, cards: [card], settings: { login: 'anna' } }],
		[
			'a button in a list',
			{ action: 'button', cards: [card, { type: 'lead', id: 502 }], settings: {} },
		],
		['a panel', { action: 'panel', card, cards: [card], settings: {} }],
		['settings', { action: 'settings', settings: { login: 'anna', phones: { 9: '101' } } }],
	])('of a widget that Make Archive made tells of %s', async (_title, body) => {
		const account = new Account();

		const { items } = await post(new N8nApi(), fromPage(await pageToken(account), json(body)));

		expect(items).toEqual([{ ...told(account), ...body, method: 'POST', query: {}, body }]);
	});

	it.each([
		['an action of its own', { action: 'print', card }],
		['a card that is none', { action: 'button', card: { type: 'lead', id: 'x' } }],
	])('keeps %s in the body', async (_title, body) => {
		const account = new Account();

		const { items } = await post(new N8nApi(), fromPage(await pageToken(account), json(body)));

		expect(items).toEqual([{ ...told(account), method: 'POST', query: {}, body }]);
	});

	it('cannot name another account or user in its body', async () => {
		const account = new Account();
		const body = { action: 'button', account: { id: 1 }, user: { id: 2 }, call: 'salesbot' };

		const { items } = await post(new N8nApi(), fromPage(await pageToken(account), json(body)));

		expect(items).toMatchObject([told(account)]);
	});

	it('asks by GET', async () => {
		const account = new Account('kommo.com');

		const { items } = await get(
			new N8nApi(),
			fromPage(await pageToken(account), { query: 'lead=501' }),
		);

		expect(items).toMatchObject([
			{ account: { platform: 'kommo' }, method: 'GET', query: { lead: '501' }, body: {} },
		]);
	});

	it('may use its token again: amoCRM gives it the same one for 25 minutes', async () => {
		const request = fromPage(await pageToken(new Account()));
		for (const { items } of [
			await post(new N8nApi(), request),
			await post(new N8nApi(), request),
		]) {
			expect(items).toHaveLength(1);
		}
	});

	it.each([
		['text', '{ "a": [1, null] }'],
		['a value, as an expression gives it', { a: [1, null] }],
	])("gets the builder's own JSON, given as %s", async (_title, responseBody) => {
		const { response } = await post(new N8nApi(), fromPage(await pageToken(new Account())), {
			responseBody,
		});

		expect(response.body).toBe('{"a":[1,null]}');
	});

	it('starts nothing where that is no JSON, which n8n tells the builder', async () => {
		const request = fromPage(await pageToken(new Account()));
		await expect(post(new N8nApi(), request, { responseBody: '{ a' })).rejects.toThrow(/not JSON/);
	});

	it.each(['lastNode', 'responseNode'])(
		'is not answered by the trigger where n8n does it (%s)',
		async (responseMode) => {
			const { items, response, result } = await post(
				new N8nApi(),
				fromPage(await pageToken(new Account())),
				{ responseMode },
			);

			expect(items).toHaveLength(1);
			expect(response.ended).toBe(false);
			expect(result.noWebhookResponse).toBe(false);
		},
	);

	it('may be read where the credential names no Redirect URI: then it is the address of n8n', async () => {
		const request = fromPage(await pageToken(new Account()));

		const { items } = await post(new N8nApi(), request, { credential: { redirectUri: '' } });

		expect(items).toHaveLength(1);
	});
});

describe('starts nothing, whoever would answer', () => {
	it.each([...forgeries, ['HS512, which only bots use', { alg: 'HS512' }] as const])(
		'%s',
		async (_title, forgery) => {
			const api = new N8nApi();
			const token = await pageToken(new Account(), forgery);

			const { items, response, result, logged } = await post(api, fromPage(token), {
				responseMode: 'lastNode',
			});

			expect(response).toMatchObject({ status: 401, ended: true });
			expect(JSON.parse(response.body)).toEqual({ error: expect.any(String) });
			expect(items).toEqual([]);
			expect(result).toEqual({ noWebhookResponse: true });
			expect(logged).toEqual([expect.stringContaining('was refused')]);
			expect(logged.join()).not.toContain(token.split('.')[1]);
		},
	);

	it.each([
		['broken JSON', { headers: { 'content-type': 'text/plain' }, rawBody: '{"lead":' }],
		['a list', json([1])],
		['several parts', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
	])('a body that is %s', async (_title, request) => {
		const token = await pageToken(new Account());

		const { items, response } = await post(new N8nApi(), fromPage(token, request));

		expect(response.status).toBe(400);
		expect(items).toEqual([]);
	});

	it.each([
		['nothing', {}],
		['an empty token', { headers: { 'x-auth-token': '' } }],
		['a token elsewhere', { query: { token: 'x' } }],
		['JSON of its own', json({ a: 1 })],
	])('a call that brings %s', async (_title, request) => {
		for (const { items, response } of [
			await post(new N8nApi(), request),
			await get(new N8nApi(), request),
		]) {
			expect(response.status).toBe(400);
			expect(items).toEqual([]);
		}
	});

	it('a page where only bots may call', async () => {
		const request = fromPage(await pageToken(new Account()));

		const { items, response } = await post(new N8nApi(), request, { calls: ['salesbot'] });

		expect(response.status).toBe(404);
		expect(items).toEqual([]);
	});
});

it('a page of a paused account starts nothing, and is told so', async () => {
	const [api, account] = [new N8nApi(), new Account()];
	install(api, account, {}, { pausedAt: '2026-01-31T11:00:00.000Z' });

	const { items, response } = await post(
		api,
		fromPage(await pageToken(account), json({ lead: 1 })),
	);

	expect(items).toEqual([]);
	expect(response.status).toBe(403);
	expect(response.body).toContain('paused');
});
