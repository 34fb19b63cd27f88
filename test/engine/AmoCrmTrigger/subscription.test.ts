import type { IDataObject } from 'n8n-workflow';

import { accountsChanged } from '../../../nodes/shared/registry/changeFeed';
import { Account, activate, changeAccount, install, locator, N8nApi, N8N_URL } from '../support';
import { pass, settled, useStoppedClock } from '../support/clock';
import {
	AmoHooks,
	CHECK_MS,
	deliver,
	form,
	listen,
	LOOK_MS,
	ofInstalled,
	single,
	TYPE,
} from './amoHooks';

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

	it('subscribes by OAuth2 in the account that was chosen on the consent page', async () => {
		const amo = new AmoHooks(new Account());
		const amoCrmOAuth2Api = {
			accountAddress: 'typed.amocrm.ru',
			clientId: 'id',
			clientSecret: 'secret',
			oauthTokenData: {
				access_token: amo.account.token(),
				token_type: 'Bearer',
				callbackQueryString: { referer: amo.account.domain },
			},
		};
		const { deactivate } = await settled(
			activate({
				type: TYPE,
				parameters: { authentication: 'oAuth2', events },
				credentials: { amoCrmOAuth2Api },
			}),
		);

		expect(amo.hook.destination).toContain(`?account=${amo.account.id}&key=`);
		await settled(deactivate());
		expect(amo.hooks).toEqual([]);
	});

	it('of somebody who listens for a test event is subscribed at the test URL, beside the active one', async () => {
		const amo = new AmoHooks(new Account());
		const trigger = single(amo.account, { events });
		const active = await settled(activate(trigger));
		const { destination } = amo.hook;

		const listening = await settled(listen(trigger));
		const urls = amo.hooks.map((hook) => hook.destination);
		expect(urls).toEqual([
			destination,
			expect.stringContaining(`${N8N_URL}/webhook-test/hook-0/amocrm-events?account=`),
		]);
		const body = form(amo.account, { 'leads[add][0][id]': 501 });
		const { items } = await deliver({ ...trigger, mode: 'manual' }, urls[1], body);
		expect(items).toMatchObject([{ event: 'add_lead', id: 501 }]);

		await settled(listening.stop());
		expect(amo.hook.destination).toBe(destination);
		await settled(active.deactivate());
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

	it.each<[string, IDataObject]>([
		['Stages', { filters: { stages: ['142'] } }],
		['Pipeline Names or IDs', { filters: { pipelines: '={{ [] }}' } }],
		['Full Entity', { options: { fullEntity: 'perhaps' } }],
	])('refuses to be activated with %s that cannot be read', async (name, parameters) => {
		const amo = new AmoHooks(new Account());
		const trigger = single(amo.account, { events, ...parameters });
		await expect(settled(activate(trigger))).rejects.toThrow(name);
		expect(amo.writes).toEqual([]);
	});

	it('takes events that an expression names in one text', async () => {
		const amo = new AmoHooks(new Account());
		const { deactivate } = await settled(
			activate(single(amo.account, { events: '={{ "add_lead, status_lead" }}' })),
		);
		expect(amo.hook.settings).toEqual(events);
		await settled(deactivate());
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

		changeAccount(api, second.account, { status: 'uninstalled' });
		await pass(LOOK_MS);
		second.hooks = [];
		changeAccount(api, second.account, { status: 'installed' });
		await pass(LOOK_MS);
		expect(second.hook.settings).toEqual(events);
		await settled(deactivate());
		expect([...first.hooks, ...second.hooks]).toEqual([]);
	});

	it('of every one subscribes at once who is connected in this process', async () => {
		const api = new N8nApi();
		const [first, second] = [new AmoHooks(new Account()), new AmoHooks(new Account())];
		install(api, first.account);
		const { deactivate } = await settled(activate(ofInstalled(api, { events })));
		await pass(1_000);

		install(api, second.account);
		await pass(1_000);
		expect(second.hooks).toEqual([]);
		accountsChanged();
		await pass(1_000);
		expect(second.hook.settings).toEqual(events);
		await settled(deactivate());
	});

	it('keeps the one subscription of an account that was renamed', async () => {
		const api = new N8nApi();
		const [amo, renamed] = [new AmoHooks(new Account()), new AmoHooks(new Account())];
		install(api, amo.account);
		const { deactivate } = await settled(activate(ofInstalled(api, { events })));
		const { destination } = amo.hook;
		await pass(LOOK_MS);

		changeAccount(api, amo.account, { domain: renamed.account.domain });
		amo.isRenamed = true;
		renamed.account.api
			.post('/oauth2/access_token')
			.reply(200, amo.account.tokens('access-2', 'refresh-2'));
		renamed.hooks = amo.hooks;
		renamed.hook.disabled = true;
		await pass(CHECK_MS + LOOK_MS);

		expect(renamed.hook).toMatchObject({ destination, disabled: false });
		await settled(deactivate());
		expect(renamed.hooks).toEqual([]);
	});

	it('of every one is activated though one account fails, and says so', async () => {
		const api = new N8nApi();
		const [good, bad] = [new AmoHooks(new Account()), new Account()];
		install(api, bad);
		install(api, good.account);
		// Asked for itself, to tell a right that is missing from an account that is lost.
		for (const path of ['/api/v4/webhooks', '/api/v4/account'])
			bad.api.persist().get(path).reply(402, { status: 402 });

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
