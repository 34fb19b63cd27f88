import { createHmac } from 'node:crypto';

import { Account, CLIENT_ID, CLIENT_SECRET, install, N8nApi } from '../support';
import { call } from './calls';

describe('the integration is disabled', () => {
	const signature = (accountId: number, secret = CLIENT_SECRET, clientId = CLIENT_ID) =>
		createHmac('sha256', secret).update(`${clientId}|${accountId}`).digest('hex');

	it.each(['client_uuid', 'client_id'])('by a signed call with %s', async (name) => {
		const api = new N8nApi();
		const [account, other] = [new Account(), new Account()];
		install(api, account);
		install(api, other);

		const { response, items, logged } = await call(api, {
			account_id: String(account.id),
			[name]: CLIENT_ID,
			signature: signature(account.id),
		});

		expect(response.status).toBe(200);
		expect(items).toEqual([
			{
				event: 'uninstalled',
				receivedAt: expect.any(String),
				integrationId: CLIENT_ID,
				account: {
					id: account.id,
					domain: account.domain,
					subdomain: account.subdomain,
					platform: 'amocrm',
					name: account.card.name,
				},
			},
		]);
		expect(logged).toEqual([]);
		expect(api.accounts).toMatchObject([
			{ status: 'uninstalled', sealed: '' },
			{ status: 'installed' },
		]);
	});

	it('says so of an account that is not known', async () => {
		const account = new Account();

		const { response, items } = await call(new N8nApi(), {
			account_id: String(account.id),
			client_uuid: CLIENT_ID,
			signature: signature(account.id),
		});

		expect(response.status).toBe(200);
		expect(items).toMatchObject([{ event: 'uninstalled', account: { id: account.id } }]);
	});

	it.each([
		['no signature', () => ''],
		['a signature of another secret', (id: number) => signature(id, 'other')],
		['a signature for another account', (id: number) => signature(id + 1)],
		['half a signature', (id: number) => signature(id).slice(0, 32)],
	])('not by a call with %s: nothing is asked or changed', async (_name, made) => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);

		const { response, items, logged } = await call(api, {
			account_id: String(account.id),
			client_uuid: CLIENT_ID,
			signature: made(account.id),
		});

		expect(response.status).toBe(403);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('wrong signature')]);
		expect(api.calls).toEqual([]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it('not by a call for another integration', async () => {
		const api = new N8nApi();
		const account = new Account();

		const { response, items } = await call(api, {
			account_id: String(account.id),
			client_uuid: 'another',
			signature: signature(account.id, CLIENT_SECRET, 'another'),
		});

		expect(response.status).toBe(403);
		expect(items).toEqual([]);
	});
});
