import type { IDataObject } from 'n8n-workflow';

import { signState } from '../../../nodes/shared/oauth/state';
import { Account, CLIENT_ID, integrationKeys, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call, exchangeOf, expectInstall, post } from './calls';

useStoppedClock();

const HOUR = 3_600_000;
const KEYS = { clientId: 'external-1', clientSecret: 'external-secret' };

const accepting = (more: IDataObject = {}) => ({
	options: { externalIntegrations: true },
	...more,
});

/** What amoCRM posts when it has made an integration. */
const secrets = (state: string, { clientId, clientSecret } = KEYS) => ({
	client_id: clientId,
	client_secret: clientSecret,
	state,
});

const signed = (expiresAt = Date.now() + HOUR) =>
	signState({ customer: 17 }, new Date(expiresAt), integrationKeys);

describe('an integration that amoCRM made for one consent', () => {
	it.each([
		['names itself', { client_id: KEYS.clientId }],
		['is known by its state', {}],
	])('connects its account with its own keys where the redirect %s', async (name, query) => {
		const api = new N8nApi();
		const account = new Account();
		const code = `c-external ${name}`;
		const state = signed();
		expectInstall(account, code, KEYS);

		const sent = await post(api, secrets(state), accepting());
		const { response, items } = await call(
			api,
			{ code, referer: account.domain, state, ...query },
			accepting(),
		);

		expect(sent.response).toMatchObject({ status: 200, body: 'OK' });
		expect(sent.items).toEqual([]);
		expect(response.status).toBe(200);
		expect(items).toMatchObject([
			{
				event: 'installed',
				via: 'button',
				integrationId: KEYS.clientId,
				state: { customer: 17 },
				account: { id: account.id },
			},
		]);
		expect(JSON.stringify([items, api.rows])).not.toContain(KEYS.clientSecret);
		expect(api.notes).toHaveLength(1);
	});

	it('does not keep accounts of the integration itself from connecting', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-external-own');

		await post(api, secrets(signed()), accepting());
		const { items } = await call(
			api,
			{ code: 'c-external-own', referer: account.domain, state: 'another', client_id: CLIENT_ID },
			accepting(),
		);

		expect(items).toMatchObject([{ event: 'installed', integrationId: CLIENT_ID }]);
	});

	it('is found among others with its state: one whose person gave up, and one that was made up', async () => {
		const api = new N8nApi();
		const account = new Account();
		const state = signed();
		const code = 'c-external-several';
		const right = { clientId: 'external-right', clientSecret: 'right-secret' };
		const forged = { clientId: 'external-forged', clientSecret: 'forged-secret' };
		for (const keys of [
			{ clientId: 'external-left', clientSecret: 'left-secret' },
			right,
			forged,
		]) {
			await post(api, secrets(state, keys), accepting());
			jest.advanceTimersByTime(1_000);
		}
		// The newest first: amoCRM does not know the made-up pair, and has no such code for the next.
		account.api.post('/oauth2/access_token', exchangeOf(code, forged)).reply(401, { status: 401 });
		expectInstall(account, code, right);

		const { items } = await call(api, { code, referer: account.domain, state }, accepting());

		expect(items).toMatchObject([{ event: 'installed', integrationId: right.clientId }]);
	});

	it('does not take the code of a link of the integration itself, whatever secrets came with its state', async () => {
		const api = new N8nApi();
		const account = new Account();
		const state = signed();
		const code = 'c-external-main';
		await post(api, secrets(state), accepting());
		account.api
			.post('/oauth2/access_token', exchangeOf(code, KEYS))
			.reply(400, { hint: 'Authorization code was not issued to this client', status: 400 });
		expectInstall(account, code);

		const { items } = await call(api, { code, referer: account.domain, state }, accepting());

		expect(items).toMatchObject([{ event: 'installed', integrationId: CLIENT_ID }]);
	});

	it('whose secret has not come fails, with what to do; the code is not spent', async () => {
		const account = new Account();

		const { items } = await call(
			new N8nApi(),
			{ code: 'c-external-none', referer: account.domain, client_id: 'external-2' },
			accepting(),
		);

		expect(items).toMatchObject([
			{
				event: 'failed',
				reason: { code: 'badInput', hint: expect.stringContaining('Secrets URI') },
			},
		]);
	});
});

/** SECURITY: The secret of an integration that amoCRM makes for a click is taken only if **Accept
 * Integrations Created by a Button** is on, and with Only Signed Links only beside a signed state. */
describe('a secret is refused', () => {
	it('where none are wanted', async () => {
		const api = new N8nApi();

		const { response, items, logged } = await post(api, secrets(signed()));

		expect(response).toMatchObject({ status: 403, body: 'Refused' });
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('none are accepted')]);
		expect(api.calls).toEqual([]);
	});

	it.each([
		['with a state that nobody signed', 'whatever'],
		['with no state', ''],
		['with a state that has expired', signed(Date.now() - HOUR)],
		[
			'with a state of another integration',
			signState({}, new Date(Date.now() + HOUR), { clientId: CLIENT_ID, clientSecret: 'other' }),
		],
	])('%s, where only signed links are accepted', async (_title, state) => {
		const api = new N8nApi();

		const { response, logged } = await post(
			api,
			secrets(state),
			accepting({ stateCheck: 'signed' }),
		);

		expect(response.status).toBe(403);
		expect(logged).toEqual([expect.stringContaining('was not kept: The install link')]);
		expect(logged.join()).not.toContain(KEYS.clientSecret);
		expect(api.calls).toEqual([]);
	});

	it('where the table cannot take it', async () => {
		const { response, logged } = await post(
			new N8nApi(),
			secrets(signed()),
			accepting({ credential: { n8nApiKey: 'wrong' } }),
		);

		expect(response.status).toBe(403);
		expect(logged).toEqual([expect.stringContaining('answered 401')]);
	});

	it.each<[string, IDataObject]>([
		['nothing', {}],
		['of a type that n8n does not read', null as unknown as IDataObject],
		['an id alone', { client_id: 'external-1' }],
		['a secret alone', { client_secret: 'external-secret' }],
		['a list', { client_id: ['external-1'], client_secret: 'external-secret' }],
		['an object', { client_id: { a: 1 }, client_secret: 'external-secret' }],
		['far too much', { client_id: 'external-1', client_secret: 'x'.repeat(1_001) }],
		['a state without end', { ...secrets('x'.repeat(10_001)) }],
	])('where it is %s', async (_title, body) => {
		const api = new N8nApi();

		const { response, items } = await post(api, body, accepting());

		expect(response.status).toBe(400);
		expect(items).toEqual([]);
		expect(api.calls).toEqual([]);
	});
});
