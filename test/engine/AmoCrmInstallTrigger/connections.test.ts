import type { IDataObject } from 'n8n-workflow';

import {
	Account,
	activate,
	changeAccount,
	install,
	integrationCredential,
	locator,
	N8nApi,
	restart,
	runWorkflow,
} from '../support';
import { pass, settled, useStoppedClock } from '../support/clock';
import { trigger } from './calls';
import { nodeType } from '../../../tools/system/manifest';

useStoppedClock();

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const EVENTS = ['lost', 'restored', 'expiring'];

const watching = (api: N8nApi, events = EVENTS, more: IDataObject = {}) =>
	trigger(api, { events, ...more });

/** An operation of the action node, as a worker runs it. */
const run = async (api: N8nApi, account: Account, operation: string) =>
	await settled(
		runWorkflow({
			nodes: [
				{
					name: 'amoCRM',
					type: nodeType('amoCrm'),
					parameters: {
						authentication: 'installedAccount',
						resource: 'installedAccount',
						operation,
						account: locator('id', account.id),
					} as never,
				},
			],
			credentials: integrationCredential(api),
		}),
	);

const renewal = (account: Account) => account.api.post('/oauth2/access_token');

async function lostAccount() {
	const api = new N8nApi();
	const account = new Account();
	install(api, account);
	const active = await activate(watching(api));
	await pass(MINUTE);
	renewal(account).reply(402, { status: 402 });
	await run(api, account, 'refreshTokens');
	return { api, account, active };
}

describe('a connection', () => {
	it('that a node finds lost, and another one restored, starts the workflow once for each', async () => {
		const { api, account, active } = await lostAccount();

		await pass(3 * MINUTE);

		expect(active.items).toEqual([
			{
				id: expect.any(String),
				event: 'lost',
				receivedAt: expect.any(String),
				integrationId: expect.any(String),
				account: expect.objectContaining({ id: account.id, externalId: '', labels: [] }),
				needsReconnect: false,
				reason: {
					code: 'paymentRequired',
					message: expect.stringContaining(account.domain),
					hint: expect.stringContaining('pay for the subscription'),
				},
			},
		]);
		renewal(account).reply(200, account.tokens('new', 'refresh-2'));
		await run(api, account, 'refreshTokens');
		await pass(3 * MINUTE);
		expect(active.items.slice(1)).toMatchObject([
			{
				event: 'restored',
				account: { id: account.id },
				lostAt: active.items[0].receivedAt,
				reason: { code: 'paymentRequired' },
			},
		]);
		expect(api.notes).toEqual([]);
		await active.deactivate();
	});

	it('that is lost while n8n restarts is reported by whoever runs the trigger then', async () => {
		const { api, account, active } = await lostAccount();
		await active.deactivate();

		await pass(2 * MINUTE);
		api.crash();
		const again = await restart(watching(api));
		await pass(2 * MINUTE);

		expect([...active.items, ...again.items]).toMatchObject([
			{ event: 'lost', account: { id: account.id } },
		]);
		await again.stop();
	});

	/** SECURITY: The event of a call is owed until it is handed to n8n, and has the same `id` if it comes again. */
	it('whose event n8n may not have kept is reported again, as the same event', async () => {
		const { api, active } = await lostAccount();
		while (active.items.length === 0) await pass(1_000);
		expect(api.notes).toMatchObject([{ name: 'Changes of connections' }]);

		api.crash();
		const again = await restart(watching(api));
		await pass(2 * MINUTE);

		expect(again.items).toMatchObject([{ event: 'lost', id: active.items[0].id }]);
		await pass(MINUTE);
		expect(again.items).toHaveLength(1);
		expect(api.notes).toEqual([]);
		await again.stop();
	});

	it('is reported once where two processes run the trigger', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		const two = [await activate(watching(api)), await activate(watching(api))];
		await pass(MINUTE);
		renewal(account).reply(402, { status: 402 });
		await run(api, account, 'refreshTokens');

		await pass(3 * MINUTE);

		expect(two.flatMap(({ items }) => items)).toHaveLength(1);
		for (const each of two) await each.deactivate();
	});

	it('whose token ends unused is reported before and after, without a call to amoCRM', async () => {
		const api = new N8nApi();
		const account = new Account();
		const in13Days = new Date(Date.now() + 13 * DAY).toISOString();
		install(api, account, { refresh_expires_at: in13Days });
		const active = await activate(watching(api));

		await pass(15 * MINUTE);

		expect(active.items).toMatchObject([
			{
				event: 'expiring',
				what: 'refreshToken',
				expiresAt: in13Days,
				account: { id: account.id },
				reason: { code: 'expiring' },
			},
		]);
		changeAccount(api, account, {
			refresh_expires_at: new Date(Date.now() - MINUTE).toISOString(),
		});
		await pass(15 * MINUTE);
		expect(active.items.slice(1)).toMatchObject([
			{ event: 'lost', needsReconnect: true, reason: { code: 'expired' } },
		]);
		await active.deactivate();
	});

	it('starts nothing, and n8n is not asked for any, where no such event was chosen', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		const active = await activate(watching(api, ['installed']));
		renewal(account).reply(402, { status: 402 });
		await run(api, account, 'refreshTokens');

		await pass(15 * MINUTE);

		expect(active.items).toEqual([]);
		expect(api.rows.filter(({ status }) => status === 'reported')).toEqual([]);
		await active.deactivate();
	});

	it('is looked for by few calls of n8n', async () => {
		const api = new N8nApi();
		install(api, new Account());
		const active = await activate(watching(api));
		await pass(MINUTE);
		const before = api.calls.length;

		await pass(10 * MINUTE);

		// Beside the look for unfinished calls every ten seconds: one call a minute, one in ten minutes, and three
		// in five minutes by which other processes see that this one exists.
		expect(api.calls.length - before).toBeLessThanOrEqual(61 + 10 + 2 + 6);
		await active.deactivate();
	});
});
