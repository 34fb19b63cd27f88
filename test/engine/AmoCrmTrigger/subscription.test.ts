import { Account, activate, install, locator, N8nApi, N8N_URL } from '../support';
import { pass, settled, useStoppedClock } from '../support/clock';
import { AmoHooks, CHECK_MS, LOOK_MS, ofInstalled, single } from './amoHooks';

useStoppedClock();

const events = ['add_lead', 'status_lead'];

describe('a trigger of one account', () => {
	it('subscribes when it is activated and leaves nothing behind', async () => {
		const amo = new AmoHooks(new Account());
		const { deactivate } = await settled(activate(single(amo.account, { events })));

		expect(amo.hook).toMatchObject({ settings: events, disabled: false });
		expect(amo.hook.destination).toMatch(
			`${N8N_URL}/webhook/hook-0/amocrm-events?account=${amo.account.id}&key=`,
		);
		await settled(deactivate());
		await pass(CHECK_MS);
		expect(amo.hooks).toEqual([]);
	});

	it('a code that the account refuses does not sink the others, and is named', async () => {
		const amo = new AmoHooks(new Account());
		amo.refused = ['add_unsorted', 'new_code'];
		const options = { otherCodes: 'new_code' };
		const { deactivate, logged } = await settled(
			activate(
				single(amo.account, { events: ['add_lead', 'add_unsorted', 'delete_talk'], options }),
			),
		);

		expect(amo.hook.settings).toEqual(['add_lead', 'delete_talk']);
		expect(logged).toEqual([expect.stringMatching(/^warn: .*add_unsorted, new_code/)]);
		const { length } = amo.writes;
		await pass(CHECK_MS + LOOK_MS);
		expect(amo.writes).toHaveLength(length);
		await settled(deactivate());
	});

	it('refuses to be activated where no event can be subscribed to', async () => {
		const amo = new AmoHooks(new Account());
		await expect(activate(single(amo.account, { events: [] }))).rejects.toThrow('No event');
		amo.refused = ['add_unsorted'];
		await expect(
			settled(activate(single(amo.account, { events: ['add_unsorted'] }))),
		).rejects.toThrow('add_unsorted');
	});

	it.each([
		[
			'was switched off',
			(amo: AmoHooks) => void (amo.hook.disabled = true),
			['DELETE', 'POST add_lead status_lead'],
		],
		['is gone', (amo: AmoHooks) => void (amo.hooks = []), ['POST add_lead status_lead']],
		[
			'lacks a code',
			(amo: AmoHooks) => void amo.hook.settings.pop(),
			['POST add_lead status_lead'],
		],
	])('makes a subscription anew that %s', async (_title, spoil, writes) => {
		const amo = new AmoHooks(new Account());
		const { deactivate } = await settled(activate(single(amo.account, { events })));
		await pass(LOOK_MS);
		amo.writes.length = 0;
		amo.hook.settings = [...amo.hook.settings];
		spoil(amo);

		await pass(CHECK_MS + LOOK_MS);

		expect(amo.hook).toMatchObject({ settings: events, disabled: false });
		expect(amo.writes).toEqual(writes);
		await settled(deactivate());
	});
});

describe('a trigger of installed accounts', () => {
	it('of a chosen one subscribes that account alone', async () => {
		const api = new N8nApi();
		const [amo, other] = [new AmoHooks(new Account()), new AmoHooks(new Account())];
		for (const { account } of [amo, other]) install(api, account);
		const account = locator('domain', amo.account.domain);
		const { deactivate } = await settled(
			activate(ofInstalled(api, { events, accounts: 'chosen', account })),
		);

		expect(amo.hook.settings).toEqual(events);
		expect(other.hooks).toEqual([]);
		await settled(deactivate());
	});

	it('of every one follows those that come and come back', async () => {
		const api = new N8nApi();
		const [first, second] = [new AmoHooks(new Account()), new AmoHooks(new Account())];
		install(api, first.account);
		const { deactivate } = await settled(activate(ofInstalled(api, { events })));
		expect(first.hook.settings).toEqual(events);

		install(api, second.account);
		await pass(LOOK_MS);
		expect(second.hook.settings).toEqual(events);

		const row = api.accounts.find(({ account_id: id }) => id === second.account.id) ?? {};
		Object.assign(row, { status: 'uninstalled' });
		await pass(LOOK_MS);
		second.hooks = [];
		Object.assign(row, { status: 'installed' });
		await pass(LOOK_MS);
		expect(second.hook.settings).toEqual(events);
		await settled(deactivate());
		expect([...first.hooks, ...second.hooks]).toEqual([]);
	});

	it('of every one is activated though one account fails, and says so', async () => {
		const api = new N8nApi();
		const [good, bad] = [new AmoHooks(new Account()), new Account()];
		install(api, bad);
		install(api, good.account);
		bad.api.persist().get('/api/v4/webhooks').reply(402, { status: 402 });

		const { deactivate, logged } = await settled(activate(ofInstalled(api, { events })));

		expect(good.hook.settings).toEqual(events);
		expect(logged).toEqual(
			expect.arrayContaining([expect.stringMatching(new RegExp(`warn: .*${bad.domain}`))]),
		);
		await settled(deactivate());
	});

	it('of every one is not activated where the accounts cannot be read', async () => {
		const api = new N8nApi();
		api.isAway = true;
		await expect(settled(activate(ofInstalled(api, { events })))).rejects.toThrow();
	});
});
