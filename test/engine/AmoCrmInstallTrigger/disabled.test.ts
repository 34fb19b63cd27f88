import { createHmac } from 'node:crypto';

import { Account, CLIENT_ID, CLIENT_SECRET, install, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call } from './calls';

useStoppedClock();

const EXTERNAL = { clientId: 'external-1', clientSecret: 'external-secret' };

const signatureOf = (accountId: number, secret = CLIENT_SECRET, clientId = CLIENT_ID) =>
	createHmac('sha256', secret).update(`${clientId}|${accountId}`).digest('hex');

/** The call as amoCRM makes it. */
const disabling = ({ id }: Account, signature = signatureOf(id), clientId = CLIENT_ID) => ({
	account_id: String(id),
	client_uuid: clientId,
	signature,
});

function installed(
	...more: Parameters<typeof install> extends [unknown, unknown, ...infer T] ? T : never
) {
	const api = new N8nApi();
	const account = new Account();
	install(api, account, ...more);
	return { api, account };
}

describe('the integration is disabled', () => {
	it.each(['client_uuid', 'client_id'])('by a signed call with %s', async (name) => {
		const { api, account } = installed();
		install(api, new Account());
		account.refuseTokens();
		const { account_id, signature } = disabling(account);

		const { response, items, logged } = await call(api, {
			account_id,
			[name]: CLIENT_ID,
			signature,
		});

		expect(response.status).toBe(200);
		expect(items).toEqual([
			{
				id: expect.any(String),
				event: 'uninstalled',
				receivedAt: expect.any(String),
				integrationId: CLIENT_ID,
				account: {
					id: account.id,
					domain: account.domain,
					subdomain: account.subdomain,
					platform: 'amocrm',
					name: account.card.name,
					externalId: '',
					labels: [],
				},
			},
		]);
		expect(logged).toEqual([]);
		expect(api.accounts).toMatchObject([
			{ status: 'uninstalled', access_expires_at: '', refresh_expires_at: '' },
			{ status: 'installed' },
		]);
	});

	it('by a call that is faster than the end of its tokens', async () => {
		const { api, account } = installed();
		account.signed(account.token()).get('/api/v4/account').reply(200, account.card);
		account.refuseTokens();

		const { items } = await call(api, disabling(account));

		expect(items).toMatchObject([{ event: 'uninstalled' }]);
	});

	it('once: a call that comes again starts nothing', async () => {
		const { api, account } = installed({ status: 'uninstalled', sealed: '' });

		const { response, items, logged } = await call(api, disabling(account));

		expect(response.status).toBe(200);
		expect(items).toEqual([]);
		expect(logged).toEqual([]);
	});

	it('says so of an account that is not known', async () => {
		const account = new Account();

		const { response, items } = await call(new N8nApi(), disabling(account));

		expect(response.status).toBe(200);
		expect(items).toMatchObject([{ event: 'uninstalled', account: { id: account.id } }]);
	});

	it('by an external integration, which signs with its own secret', async () => {
		const { api, account } = installed({}, { ownKeys: EXTERNAL });
		account.refuseTokens();
		const { clientId, clientSecret } = EXTERNAL;
		const query = disabling(account, signatureOf(account.id, clientSecret, clientId), clientId);

		const { items } = await call(api, query, { options: { externalIntegrations: true } });

		expect(items).toMatchObject([{ event: 'uninstalled', account: { id: account.id } }]);
	});
});

describe('nothing is disabled', () => {
	/** SECURITY: An account whose tokens are in the table ends by such a call only if amoCRM says that its
	 * tokens are revoked. */
	it('by a call that was sent before: the account still honours its token', async () => {
		const { api, account } = installed();
		account.signed(account.token()).get('/api/v4/account').times(4).reply(200, account.card);

		const { response, items, logged } = await call(api, disabling(account));

		// It has its answer as soon as it was noted down: amoCRM's calls come once.
		expect(response.status).toBe(200);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('sent before')]);
		expect(logged.join()).not.toContain(signatureOf(account.id));
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	/** SECURITY: A call to disable counts only with amoCRM's whole signature. */
	it.each([
		['no signature', () => ''],
		['a signature of another secret', (id: number) => signatureOf(id, 'other')],
		['a signature for another account', (id: number) => signatureOf(id + 1)],
		['half a signature', (id: number) => signatureOf(id).slice(0, 32)],
		[
			'the signature of an external integration',
			(id: number) => signatureOf(id, EXTERNAL.clientSecret),
		],
	])('by a call with %s, and nobody is asked', async (_name, made) => {
		const { api, account } = installed({}, { ownKeys: EXTERNAL });

		const { response, items, logged } = await call(api, disabling(account, made(account.id)), {
			options: { externalIntegrations: true },
		});

		expect(response.status).toBe(403);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('wrong signature')]);
		expect(api.calls).toEqual([]);
	});

	it.each([
		['an integration of which nothing is known', {}, true],
		['an external integration where none are accepted', { ownKeys: EXTERNAL }, false],
	])('by a call for %s', async (_title, secrets, externalIntegrations) => {
		const { api, account } = installed({}, secrets);
		const { clientId, clientSecret } = EXTERNAL;
		const query = disabling(account, signatureOf(account.id, clientSecret, clientId), clientId);

		const { response, items, logged } = await call(api, query, {
			options: { externalIntegrations },
		});

		expect(response.status).toBe(403);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('another integration')]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it.each(['0', '-5', '1.5', 'x', '1e400'])('by a call for the account %j', async (account_id) => {
		const api = new N8nApi();

		const { response, logged } = await call(api, {
			account_id,
			client_uuid: CLIENT_ID,
			signature: signatureOf(Number(account_id)),
		});

		expect(response.status).toBe(403);
		expect(logged).toEqual([expect.stringContaining('without naming one')]);
		expect(api.calls).toEqual([]);
	});
});
