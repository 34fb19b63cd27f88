import type { IDataObject } from 'n8n-workflow';

import { signState } from '../../../nodes/shared/oauth/state';
import { Account, CLIENT_ID, integrationKeys, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call, expectInstall } from './calls';

useStoppedClock();

describe('the check of state', () => {
	const hour = 3_600_000;
	const signed = (data: IDataObject, expires = Date.now() + hour) =>
		signState(data, new Date(expires), integrationKeys);

	it("lets a signed link through, with the builder's data", async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-signed');

		const { items } = await call(
			api,
			{ code: 'c-signed', referer: account.domain, state: signed({ customer: 17 }) },
			{ stateCheck: 'signed' },
		);

		expect(items).toMatchObject([{ event: 'installed', state: { customer: 17 } }]);
	});

	/** SECURITY: With **Accept Installs From: Only Signed Links**, an install by a link or a button without a signed
	 * state makes no request. */
	it.each([
		['no state', undefined],
		['a foreign state', 'x.y'],
		['a changed one', signed({ customer: 17 }).replace(/^./, 'f')],
		['an expired one', signed({ customer: 17 }, Date.now() - hour)],
		[
			'one signed by another',
			signState({}, new Date(Date.now() + hour), { clientId: CLIENT_ID, clientSecret: 'other' }),
		],
	])('refuses a button install with %s, without any request', async (_name, state) => {
		const account = new Account();

		const { response, items } = await call(
			new N8nApi(),
			{ code: `c-${String(_name)}`, referer: account.domain, ...(state ? { state } : {}) },
			{ stateCheck: 'signed' },
		);

		expect(response.status).toBe(400);
		expect(items).toMatchObject([{ event: 'failed', reason: { code: 'stateInvalid' } }]);
	});

	it.each([
		['off', undefined, 1],
		['off', 'anything', 1],
		['signed', undefined, 0],
		['signed', 'anything', 0],
		['signed', `${signed({ customer: 17 })} `, 0],
		['signed', signed({ customer: 17 }, Date.now() - hour), 0],
		['signed', signed({ customer: 17 }), 1],
	])('%s: a refusal with the state %j starts %d workflows', async (stateCheck, state, runs) => {
		const { response, items } = await call(
			new N8nApi(),
			{ error: 'access_denied', ...(state === undefined ? {} : { state }) },
			{ stateCheck },
		);

		// The person sees the page in any case.
		expect(response).toMatchObject({ status: 200 });
		expect(response.body).toContain('Access was not granted');
		expect(items).toHaveLength(runs);
	});

	it('does not ask a widget install for a state', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-stateless');

		const { items } = await call(
			api,
			{ code: 'c-stateless', referer: account.domain, from_widget: '1' },
			{ stateCheck: 'signed' },
		);

		expect(items).toMatchObject([{ event: 'installed', via: 'widget' }]);
	});
});
