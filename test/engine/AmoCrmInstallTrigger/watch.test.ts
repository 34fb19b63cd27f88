import { signState } from '../../../nodes/shared/oauth/state';
import { Account, activate, integrationKeys, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { abandonInstall, call, expectInstall, expectQuestion, trigger, widgetCall } from './calls';

useStoppedClock();

/** In this time notes are looked through once, at least. */
const ROUND_MS = 10_000;

/** So many looks show that a process has died. */
const ROUNDS = 5;

/** An account whose install call was noted down by a process that died. */
async function cutOff(
	api: N8nApi,
	code: string,
	changes: Parameters<typeof abandonInstall>[3] = {},
) {
	const account = new Account();
	const id = await abandonInstall(api, account, code, changes);
	return { account, id };
}

/** n8n starts, and has time to look around. */
async function restart(api: N8nApi, settings: Parameters<typeof trigger>[1] = {}) {
	const active = await activate(trigger(api, settings), 'init');
	await pass(ROUNDS * ROUND_MS);
	return active;
}

describe('an install that a crash cut off', () => {
	it('before the exchange is completed, with the call as it came, and its note goes', async () => {
		const api = new N8nApi();
		const receivedAt = new Date(Date.now() - 60_000).toISOString();
		const state = signState({ customer: 17 }, new Date(Date.now() + 1_000), integrationKeys);
		const { account } = await cutOff(api, 'c-resume', { receivedAt, state, via: 'button' });
		expectInstall(account, 'c-resume');

		const { items, logged, deactivate } = await restart(api);

		expect(items).toMatchObject([
			{
				event: 'installed',
				via: 'button',
				receivedAt,
				account: { id: account.id, domain: account.domain },
				state: { customer: 17 },
				reinstalled: false,
			},
		]);
		expect(logged).toEqual([]);
		expect(api.accounts).toMatchObject([{ status: 'installed', account_id: account.id }]);
		await pass(20_000);
		expect(api.notes).toEqual([]);
		await deactivate();
	});

	it('is completed once, whoever looks for it', async () => {
		const api = new N8nApi();
		const { account } = await cutOff(api, 'c-resume-twice');
		expectInstall(account, 'c-resume-twice');

		const both = await Promise.all([restart(api), restart(api)]);

		expect(both.flatMap(({ items }) => items)).toMatchObject([{ event: 'installed' }]);
		for (const { deactivate } of both) await deactivate();
	});

	it('after its tokens were stored brings its event, with no other exchange', async () => {
		const api = new N8nApi();
		const { account } = await cutOff(api, 'c-resume-stored');
		expectInstall(account, 'c-resume-stored');
		await call(api, widgetCall(account, 'c-resume-stored'));
		expectQuestion(account);

		const { items, deactivate } = await restart(api);

		expect(items).toMatchObject([{ event: 'installed', account: { id: account.id } }]);
		await deactivate();
	});

	it.each([
		['after the exchange, before its tokens were stored', 'been revoked', 'interrupted'],
		['for longer than its code lives', 'expired', 'codeExpired'],
	])('%s has failed, and says so', async (_title, hint, code) => {
		const api = new N8nApi();
		const { account } = await cutOff(api, `c-${code}`);
		account.api
			.post('/oauth2/access_token')
			.reply(400, { hint: `Authorization code has ${hint}`, status: 400 });

		const { items, logged, deactivate } = await restart(api);

		expect(items).toMatchObject([
			{ event: 'failed', account: { domain: account.domain }, reason: { code } },
		]);
		expect(logged).toEqual([expect.stringContaining(code)]);
		expect(JSON.stringify({ items, logged })).not.toContain(`c-${code}`);
		await deactivate();
	});

	it('uses the keys of an external integration that the note holds', async () => {
		const api = new N8nApi();
		const ownKeys = { clientId: 'external-1', clientSecret: 'external-secret' };
		const { account } = await cutOff(api, 'c-resume-external', { ownKeys });
		expectInstall(account, 'c-resume-external', ownKeys);

		const { items, deactivate } = await restart(api);

		expect(items).toMatchObject([{ event: 'installed', integrationId: 'external-1' }]);
		await deactivate();
	});

	it('starts nothing where its event is not among the chosen ones', async () => {
		const api = new N8nApi();
		const { account } = await cutOff(api, 'c-resume-unheard');
		expectInstall(account, 'c-resume-unheard');

		const { items, deactivate } = await restart(api, { events: ['uninstalled'] });

		expect(items).toEqual([]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
		await deactivate();
	});
});

describe('while the workflow is active', () => {
	it('notes that are abandoned later are found, those that are held or of others are not', async () => {
		const api = new N8nApi();
		const { items, deactivate } = await restart(api);
		const { account } = await cutOff(api, 'c-watch-later');
		await cutOff(api, 'c-watch-other', { owner: 'workflow/another' });
		const held = await cutOff(api, 'c-watch-held');
		const row = api.notes.find(({ account_id }) => account_id === held.id);
		expectInstall(account, 'c-watch-later');

		for (let round = 0; round < ROUNDS; round++) {
			await pass(ROUND_MS);
			// Its holder says that it lives.
			if (row) row.version = Number(row.version) + 1;
		}

		expect(items).toMatchObject([{ account: { id: account.id } }]);
		await deactivate();
	});

	it('a table that is away for a while is looked at again', async () => {
		const api = new N8nApi();
		const { account } = await cutOff(api, 'c-watch-away');
		api.isAway = true;
		const { items, deactivate } = await restart(api);
		await pass(60_000);
		expect(items).toEqual([]);
		expectInstall(account, 'c-watch-away');
		api.isAway = false;

		await pass((ROUNDS + 2) * ROUND_MS);

		expect(items).toMatchObject([{ event: 'installed' }]);
		await deactivate();
	});
});

it('nothing is looked for after the workflow was deactivated', async () => {
	const api = new N8nApi();
	const { deactivate } = await restart(api);
	await deactivate();
	const calls = api.calls.length;

	await pass(3 * ROUND_MS);

	expect(api.calls).toHaveLength(calls);
});

describe('on activation', () => {
	it.each([
		['a wrong key', { n8nApiKey: 'wrong' }, /answered 401/],
		['no key', { n8nApiKey: '' }, /has no n8n API key/],
		['no client secret', { clientSecret: '' }, /has no client secret/],
	])('%s is told, and the workflow stays off', async (_title, credential, sentence) => {
		const api = new N8nApi();

		const error = await activate(trigger(api, { credential })).catch((thrown: unknown) => thrown);

		expect(error).toMatchObject({ message: expect.stringMatching(sentence) });
		await pass(3 * ROUND_MS);
		expect(api.calls.length).toBeLessThan(2);
	});

	// The first customer found it out before.
	it.each([
		['read', /^GET .*rows$/, 'dataTableRow:read'],
		['write', /^POST .*rows$/, 'dataTableRow:create'],
		['change', /^PATCH .*rows/, 'dataTableRow:update'],
		['remove', /^DELETE .*rows/, 'dataTableRow:delete'],
	])(
		'a key that may not %s rows is told, with the scope that it lacks',
		async (_title, calls, scope) => {
			const api = new N8nApi();
			api.refused = { calls, status: 403 };

			const error = await activate(trigger(api)).catch((thrown: unknown) => thrown);

			expect(error).toMatchObject({ description: expect.stringContaining(scope) });
		},
	);

	it('a key that may do all leaves nothing in the table, and is asked for it once', async () => {
		const api = new N8nApi();

		await (await activate(trigger(api))).deactivate();

		expect([...api.accounts, ...api.notes]).toEqual([]);
		const rows = api.calls.filter((asked) => asked.includes('/rows'));
		const asked = rows.map((each) => each.split(' ')[0]);
		// The first one marks the new table.
		expect(asked).toEqual(['POST', 'GET', 'POST', 'PATCH', 'DELETE']);
	});

	it('the table is made, so that the first install finds it', async () => {
		const api = new N8nApi();

		await (await activate(trigger(api))).deactivate();

		expect(api.tables.map(({ name }) => name)).toEqual(['amocrm_accounts']);
	});

	it.each(['init', 'leadershipChange'] as const)(
		'a table that is away keeps no trigger off where nobody sees it: %s',
		async (activation) => {
			const api = new N8nApi();
			api.isAway = true;

			await (await activate(trigger(api), activation)).deactivate();
		},
	);
});

it('data tables that are nearly full are warned of, not at every look', async () => {
	const api = new N8nApi();
	api.addTable('orders', 190 * 1024 * 1024);
	const { logged, deactivate } = await restart(api);
	expect(logged).toEqual([expect.stringContaining('take 191 MB')]);
	await deactivate();
});
