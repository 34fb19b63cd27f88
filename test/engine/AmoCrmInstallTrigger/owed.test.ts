import { createHmac } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { signState } from '../../../nodes/shared/oauth/state';
import { InstalledAccounts } from '../../../nodes/shared/registry/installedAccounts';
import {
	Account,
	activate,
	CLIENT_ID,
	CLIENT_SECRET,
	install,
	integrationKeys,
	N8nApi,
} from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { abandonInstall, call, expectInstall, expectQuestion, trigger, widgetCall } from './calls';

useStoppedClock();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const disabling = ({ id }: Account) => ({
	account_id: String(id),
	client_uuid: CLIENT_ID,
	signature: createHmac('sha256', CLIENT_SECRET).update(`${CLIENT_ID}|${id}`).digest('hex'),
});

const asksItself = (account: Account) => account.signed(account.token()).get('/api/v4/account');

/** n8n runs, with the workflow active. */
const running = async (api: N8nApi) => await activate(trigger(api), 'init');

describe('the table fails between the tokens and the name', () => {
	it.each([
		['widget', { from_widget: '1' }],
		['button', {}],
	])('for a while: the account has its event, by the %s', async (via, query) => {
		const api = new N8nApi();
		const account = new Account();
		const code = `c-owed-name-${via}`;
		account.api.post('/oauth2/access_token').reply(200, account.tokens());
		asksItself(account).reply(200, () => {
			api.isAway = true;
			setTimeout(() => (api.isAway = false), 10_000);
			return account.card;
		});

		const { items, response } = await call(api, { code, referer: account.domain, ...query });

		expect(response.status).toBe(200);
		expect(items).toMatchObject([
			{ event: 'installed', via, account: { id: account.id, name: account.card.name } },
		]);
		expect(api.accounts).toMatchObject([{ status: 'installed', name: account.card.name }]);
	});

	it('for long: it has its event all the same, and its name when the table is back', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api.post('/oauth2/access_token').reply(200, account.tokens());
		asksItself(account).reply(200, () => {
			api.isAway = true;
			return account.card;
		});

		const { items } = await call(api, widgetCall(account, 'c-owed-long'));

		expect(items).toMatchObject([{ event: 'installed', account: { name: account.card.name } }]);
		expect(api.accounts).toMatchObject([{ name: '' }]);
		await pass(2 * MINUTE);
		api.isAway = false;
		await pass(2 * MINUTE);
		expect(api.accounts).toMatchObject([{ name: account.card.name, status: 'installed' }]);
	});

	it('the person sees that the account is connected as soon as its tokens are safe', async () => {
		const api = new N8nApi();
		const account = new Account();
		const steps: string[] = [];
		account.api.post('/oauth2/access_token').reply(200, account.tokens());
		asksItself(account).reply(200, () => {
			steps.push('asked');
			return account.card;
		});

		const { response } = await call(
			api,
			{ code: 'c-owed-page', referer: account.domain },
			{},
			{ whenAnswered: () => steps.push('answered') },
		);

		expect(response.body).toContain('Account connected');
		expect(steps).toEqual(['answered', 'asked']);
	});
});

it('a person who waits for long is told that it goes on, and the event comes', async () => {
	const api = new N8nApi();
	const account = new Account();
	const steps: string[] = [];
	account.api.post('/oauth2/access_token').reply(200, async () => {
		await jest.advanceTimersByTimeAsync(25_000);
		steps.push('exchanged');
		return account.tokens();
	});
	expectQuestion(account);

	const { items, response } = await call(
		api,
		{ code: 'c-owed-waiting', referer: account.domain },
		{ options: { successUrl: 'https://example.com/welcome', successText: 'Done' } },
		{ whenAnswered: () => steps.push('answered') },
	);

	expect(steps).toEqual(['answered', 'exchanged']);
	expect(response.status).toBe(202);
	expect(response.body).toContain('The account is being connected');
	expect(items).toMatchObject([{ event: 'installed' }]);
});

describe('an error that is not ours', () => {
	it('lets the note of the call go, which is gone on with', async () => {
		const api = new N8nApi();
		const account = new Account();
		const { items, deactivate } = await running(api);
		jest
			.spyOn(InstalledAccounts.prototype, 'connect')
			.mockRejectedValueOnce(new TypeError('x is not a function'));

		const failed = await call(api, widgetCall(account, 'c-owed-bug')).catch(
			(error: unknown) => error,
		);
		expect(failed).toBeInstanceOf(TypeError);
		expect(api.notes).toHaveLength(1);
		expectInstall(account, 'c-owed-bug');
		await pass(MINUTE);

		expect(items).toMatchObject([{ event: 'installed', account: { id: account.id } }]);
		await pass(MINUTE);
		expect(api.notes).toEqual([]);
		await deactivate();
	});

	it('that comes again and again ends after an hour, with an event', async () => {
		const api = new N8nApi();
		const account = new Account();
		const receivedAt = new Date(Date.now() - HOUR + 3 * MINUTE).toISOString();
		await abandonInstall(api, account, 'c-owed-bugs', { receivedAt });
		jest
			.spyOn(InstalledAccounts.prototype, 'connect')
			.mockRejectedValue(new TypeError('x is not a function'));

		const { items, deactivate } = await running(api);
		await pass(MINUTE);
		expect(items).toEqual([]);
		await pass(4 * MINUTE);

		expect(items).toMatchObject([{ event: 'failed', reason: { code: 'interrupted' } }]);
		expect(api.notes).toEqual([]);
		await deactivate();
	});
});

/** SECURITY: The event of a call is owed until it is handed to n8n, and has the same `id` if it comes again. */
it('an event that comes again has the id that it had', async () => {
	const api = new N8nApi();
	const account = new Account();
	expectInstall(account, 'c-owed-id');
	const first = await call(api, widgetCall(account, 'c-owed-id'));
	expect(api.notes).toHaveLength(1);
	// The process dies in the moment in which the event is handed over.
	api.crash();
	expectQuestion(account);

	const { items, deactivate } = await running(api);
	await pass(MINUTE);

	expect(items).toMatchObject([{ event: 'installed', id: first.items[0].id }]);
	await deactivate();
});

/** SECURITY: An install, a disabling and a refusal that counts are noted down before their answer, as long as
 * the table answers and there is room for the note. */
it('a refusal with a signed state is noted down before its answer, and told after a crash', async () => {
	const api = new N8nApi();
	const state = signState({ customer: 17 }, new Date(Date.now() + HOUR), integrationKeys);
	let noted: IDataObject[] = [];

	const { items } = await call(
		api,
		{ error: 'access_denied', state },
		{ stateCheck: 'signed' },
		{ whenAnswered: () => (noted = structuredClone(api.notes)) },
	);

	expect(items).toMatchObject([{ event: 'denied', state: { customer: 17 } }]);
	expect(noted).toMatchObject([{ status: 'pending', name: 'Refusal' }]);
	api.crash();
	const again = await running(api);
	await pass(MINUTE);
	expect(again.items).toMatchObject([{ event: 'denied', id: items[0].id }]);
	await again.deactivate();
});

describe('a disabling', () => {
	/** SECURITY: An install, a disabling and a refusal that counts are noted down before their answer, as long
	 * as the table answers and there is room for the note. */
	it('is noted down before its answer, and told after a crash', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account.refuseTokens();
		let noted: IDataObject[] = [];

		const first = await call(
			api,
			disabling(account),
			{},
			{ whenAnswered: () => (noted = structuredClone(api.notes)) },
		);

		expect(first.response).toMatchObject({ status: 200, body: 'OK' });
		expect(first.items).toMatchObject([{ event: 'uninstalled' }]);
		expect(noted).toMatchObject([
			{ status: 'pending', name: `Disabling of account ${account.id}` },
		]);
		api.crash();
		const again = await running(api);
		await pass(MINUTE);
		expect(again.items).toMatchObject([{ event: 'uninstalled', id: first.items[0].id }]);
		await again.deactivate();
	});

	/** SECURITY: An account whose tokens are in the table ends by such a call only if amoCRM says that its
	 * tokens are revoked. */
	it.each([
		['is not paid for', 402, '{"status":402}'],
		['does not allow it', 403, '{"status":403}'],
		['is blocked', 403, '<html></html>'],
		['is not there', 404, '<html></html>'],
		['has a fault', 500, ''],
		['answers half a body', 200, '{"id":31'],
	])(
		'of an account that %s ends nothing; it is asked about again, and believed when it is true',
		async (_title, status, body) => {
			const api = new N8nApi();
			const account = new Account();
			install(api, account);
			// Empty where there are no tokens.
			const { refresh_expires_at } = api.accounts[0];
			const { items, deactivate } = await running(api);
			let isOver = false;
			asksItself(account)
				.reply(() => (isOver ? [401, { status: 401 }] : [status, body]))
				.persist();
			// A page in place of an answer may mean that the account was renamed.
			const whereabouts = account.shard().get('/oauth2/account/current/subdomain');
			if (status === 404) whereabouts.times(4).reply(500, '');

			const called = await call(api, disabling(account));

			expect(called.response).toMatchObject({ status: 200, body: 'OK' });
			expect(called.items).toEqual([]);
			expect(called.logged.join()).toContain('asked again later');
			expect(api.accounts).toMatchObject([{ status: 'installed', refresh_expires_at }]);
			expect(api.notes).toHaveLength(1);
			isOver = true;
			account.refuseRenewal();
			await pass(3 * MINUTE);
			expect(items).toMatchObject([{ event: 'uninstalled', account: { id: account.id } }]);
			expect(api.accounts).toMatchObject([{ status: 'uninstalled' }]);
			await deactivate();
		},
	);

	it('that cannot be noted down because the table is away is not lost', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		api.isAway = true;
		setTimeout(() => (api.isAway = false), 2 * MINUTE);
		account.refuseTokens();

		const { response, items } = await call(api, disabling(account));

		expect(response).toMatchObject({ status: 200, body: 'OK' });
		expect(items).toMatchObject([{ event: 'uninstalled', account: { id: account.id } }]);
		expect(api.accounts).toMatchObject([{ status: 'uninstalled' }]);
	});

	it('that comes many times at once asks the account for all of them', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account.refuseTokens();

		const all = await Promise.all(
			Array.from({ length: 5 }, async () => await call(api, disabling(account))),
		);

		expect(all.flatMap(({ items }) => items)).toMatchObject([{ event: 'uninstalled' }]);
		expect(all.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200]);
	});
});

describe('a disabling of an account that is saved as a credential', () => {
	/** Its tokens are in the credential; the access token is good for a while to ask with. */
	function savedAsCredential(more: { reinstalled?: boolean; until?: number } = {}) {
		const api = new N8nApi();
		const account = new Account();
		const { until = Date.now() + HOUR, reinstalled } = more;
		install(api, account, {}, {
			credentialId: 'credential-1',
			accessToken: undefined,
			probe: { accessToken: account.token(), until },
			reinstalled,
		} as never);
		return { api, account };
	}

	it('is not believed as long as the account takes the token that was handed over', async () => {
		const { api, account } = savedAsCredential({ reinstalled: true });
		asksItself(account).times(4).reply(200, account.card);

		const { items, logged } = await call(api, disabling(account));

		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('sent before')]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it('is believed when the account refuses it', async () => {
		const { api, account } = savedAsCredential({ reinstalled: true });
		asksItself(account).reply(401, { status: 401 });

		const { items } = await call(api, disabling(account));

		expect(items).toMatchObject([{ event: 'uninstalled', account: { id: account.id } }]);
		expect(api.accounts).toMatchObject([{ status: 'uninstalled' }]);
	});

	it.each([
		['the first of its kind is believed: nobody has seen its signature', false, 1],
		['one that may come again is not: nothing is left to ask with', true, 0],
	])('after a day %s', async (_title, reinstalled, count) => {
		const { api, account } = savedAsCredential({ reinstalled, until: Date.now() - 1 });

		const { items, logged } = await call(api, disabling(account));

		expect(items).toHaveLength(count);
		expect(api.accounts).toMatchObject([{ status: count > 0 ? 'uninstalled' : 'installed' }]);
		if (count === 0) expect(logged).toEqual([expect.stringContaining('cannot be found out')]);
	});
});
