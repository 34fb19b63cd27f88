import { Account, N8nApi } from '../support';
import { botRequest, forgeries, form, json, post } from './calls';

describe('a bot', () => {
	it.each([
		['form', form],
		['JSON', json],
	])('asks by a %s, and is answered at once', async (_title, encode) => {
		const [api, account] = [new N8nApi(), new Account()];
		const body = await botRequest(account);

		const { items, response, result, logged } = await post(api, encode(body), {
			responseMode: 'lastNode',
		});

		expect(response).toMatchObject({ status: 200, ended: true });
		expect(result.noWebhookResponse).toBe(true);
		expect(items).toEqual([
			{
				call: 'salesbot',
				receivedAt: expect.any(String),
				account: {
					id: account.id,
					domain: account.domain,
					subdomain: account.subdomain,
					platform: 'amocrm',
				},
				bot: { id: 321, type: 'salesbot' },
				entity: { type: 'lead', id: 501 },
				returnUrl: body.return_url,
				data: { contact: 'Ann', from: 'widget' },
				sessionId: `${account.id}/lead/501`,
				replyTo: {
					account: { id: account.id, domain: account.domain },
					salesbot: { returnUrl: body.return_url },
				},
			},
		]);
		expect(JSON.stringify(items)).not.toContain(body.token);
		expect(logged).toEqual([]);
	});

	it('of the other kind says so', async () => {
		const account = new Account();
		const body = await botRequest(account);
		const return_url = body.return_url.replace('salesbot', 'marketingbot');

		const { items } = await post(new N8nApi(), json({ ...body, return_url }));

		expect(items).toMatchObject([{ bot: { id: 321, type: 'marketingbot' } }]);
	});

	it('may send what the client wrote, which an AI agent takes', async () => {
		const body = await botRequest(new Account());
		const data = { message: 'Where is my order?' };

		const { items } = await post(new N8nApi(), json({ ...body, data } as never));

		expect(items).toMatchObject([{ chatInput: 'Where is my order?', data }]);
	});

	it('may send no data', async () => {
		const { token, return_url } = await botRequest(new Account());

		const { items } = await post(new N8nApi(), form({ token, return_url }));

		expect(items).toMatchObject([{ data: {} }]);
	});
});

describe('starts nothing', () => {
	it.each(forgeries)('%s', async (_title, forgery) => {
		const body = await botRequest(new Account(), forgery);

		const { items, response, logged } = await post(new N8nApi(), form(body));

		expect(response.status).toBe(401);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('was refused')]);
		expect(logged.join()).not.toContain(body.token.split('.')[1]);
	});

	it.each([
		['another account', `${new Account().url}/api/v4/salesbot/321/continue/123`],
		['a stranger', 'https://example.org/api/v4/salesbot/321/continue/123'],
		['no address', 'continue'],
	])('a bot that would be let go on at %s', async (_title, return_url) => {
		const body = await botRequest(new Account());

		const { items, response } = await post(new N8nApi(), json({ ...body, return_url }));

		expect(response.status).toBe(400);
		expect(items).toEqual([]);
	});

	it('a bot where only pages may call', async () => {
		const { response, items } = await post(new N8nApi(), json(await botRequest(new Account())), {
			calls: ['frontEnd'],
		});

		expect(response.status).toBe(404);
		expect(items).toEqual([]);
	});
});
