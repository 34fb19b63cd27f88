import type { IDataObject } from 'n8n-workflow';

import { Account, activate, install, N8nApi } from '../support';
import { settled, useStoppedClock } from '../support/clock';
import { AmoHooks, deliver, form, ofInstalled, single } from './amoHooks';

useStoppedClock();

const change = (id = 501) => ({
	'leads[update][0][id]': id,
	'leads[update][0][pipeline_id]': 77,
	'leads[update][0][modified_user_id]': 9,
	'leads[update][0][last_modified]': 1_764_000_000,
});

const events = ['update_lead'];

type Trigger = Parameters<typeof activate>[0];
type Call = (body: string, destination?: string, other?: Trigger) => ReturnType<typeof deliver>;

/** Activates the trigger, lets the work call it, and deactivates it. */
async function whileActive(
	amo: AmoHooks,
	trigger: Trigger,
	work: (call: Call, destination: string) => Promise<void>,
) {
	const { deactivate } = await settled(activate(trigger));
	const own = amo.hook.destination;
	await work(async (body, to = own, by = trigger) => await deliver(by, to, body), own);
	await settled(deactivate());
}

/** The same with the trigger of one account. */
async function withSingle(
	parameters: IDataObject,
	work: (call: Call, account: Account, destination: string) => Promise<void>,
) {
	const amo = new AmoHooks(new Account());
	const { account } = amo;
	await whileActive(amo, single(account, { events, ...parameters }), async (call, destination) => {
		await work(call, account, destination);
	});
}

it('one item for each event; n8n answers when it has kept the execution', async () => {
	await withSingle({}, async (call, account) => {
		const two = { ...change(), 'leads[update][1][id]': 502, 'leads[add][0][id]': 503 };
		const { items, response, result } = await call(form(account, two));

		const { id, domain, subdomain } = account;
		expect(items).toMatchObject([
			{
				event: 'update_lead',
				entity: 'lead',
				id: 501,
				userId: 9,
				account: { id, domain, subdomain },
				delivery: { position: 0, repeated: false },
			},
			{ id: 502, delivery: { position: 1, repeated: false } },
		]);
		expect(response.ended).toBe(false);
		expect(result).toMatchObject({ webhookResponse: 'OK' });
	});
});

it.each([
	['no key', (url: string) => url.split('&key=')[0]],
	['the key of another account', (url: string) => url.replace(/account=\d/, 'account=4')],
	['a wrong key', (url: string) => `${url.slice(0, -6)}AAAAAA`],
])('a call with %s starts nothing', async (_title, forge) => {
	await withSingle({}, async (call, account, destination) => {
		const { items, response, logged } = await call(form(account, change()), forge(destination));

		expect(items).toEqual([]);
		expect(response).toMatchObject({ status: 401, ended: true });
		expect(logged).toHaveLength(1);
		expect(logged[0]).not.toContain(destination.split('key=')[1].slice(0, 20));
	});
});

it('a body that tells of another account starts nothing', async () => {
	await withSingle({}, async (call) => {
		const { items, response } = await call(form(new Account(), change()));
		expect(items).toEqual([]);
		expect(response.status).toBe(403);
	});
});

it('an account that disabled the integration starts nothing any more', async () => {
	const api = new N8nApi();
	const amo = new AmoHooks(new Account());
	install(api, amo.account);
	await whileActive(amo, ofInstalled(api, { events }), async (call) => {
		Object.assign(api.accounts[0], { status: 'uninstalled' });
		const { items, response } = await call(form(amo.account, change()));
		expect(items).toEqual([]);
		expect(response.status).toBe(403);
	});
});

it('what amoCRM sends again is marked, or dropped', async () => {
	await withSingle({}, async (call, account) => {
		const body = form(account, change());
		await call(body);
		expect((await call(body)).items).toMatchObject([{ delivery: { repeated: true } }]);
		const dropping = single(account, { events, options: { dropRepeats: true } });
		expect((await call(body, undefined, dropping)).items).toEqual([]);
	});
});

it.each([
	[{ pipelines: [77] }, 1],
	[{ pipelines: [78] }, 0],
	[{ responsibleUsers: [4] }, 1],
	[{ ignoredUsers: [9] }, 0],
	[{ ignoreOwn: true }, 0],
	[{ ignoreRobots: true }, 1],
])('filters %j: %d', async (filters, count) => {
	await withSingle({ filters }, async (call, account) => {
		expect((await call(form(account, change()))).items).toHaveLength(count);
	});
});

it.each([
	['price', 1],
	['name', 0],
])('a change of the budget where %s is wanted: %d', async (field, count) => {
	await withSingle({ filters: { changedFields: [field] } }, async (call, account) => {
		const told = {
			entity_id: 501,
			created_at: 1_764_000_001,
			value_before: [{ sale_field_value: { sale: 100 } }],
			value_after: [{ sale_field_value: { sale: 150 } }],
		};
		account.api
			.get('/api/v4/events')
			.query(true)
			.reply(200, { _embedded: { events: [told] } });
		const { items } = await call(form(account, change()));
		const changed = { before: { price: 100 }, after: { price: 150 } };
		expect(items).toMatchObject(Array.from({ length: count }, () => changed));
	});
});

it('the whole lead is read, and amoCRM has its answer in time though that takes long', async () => {
	await withSingle({ options: { fullEntity: true } }, async (call, account) => {
		const lead = { id: 501, name: 'Order 7' };
		const list = () => account.api.get('/api/v4/leads').query(true);
		list().reply(200, { _embedded: { leads: [lead] } });
		const quick = await call(form(account, change()));
		expect(quick.items).toMatchObject([{ full: lead }]);
		expect(quick.response.ended).toBe(false);

		list().times(2).reply(503, {});
		list().reply(200, { _embedded: { leads: [lead] } });
		const slow = await call(form(account, change()));
		expect(slow.items).toMatchObject([{ full: lead }]);
		expect(slow.response).toMatchObject({ status: 200, ended: true });
	});
});
