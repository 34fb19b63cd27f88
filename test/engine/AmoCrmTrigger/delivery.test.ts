import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { accountsChanged } from '../../../nodes/shared/registry/changeFeed';
import { Account, changeAccount, Credentials, install, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { change, events, whileActive, withSingle } from './active';
import { AmoHooks, CHECK_MS, form, LOOK_MS, ofInstalled, single } from './amoHooks';

useStoppedClock();

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

it.each<[string, (own: Account, other: Account) => string]>([
	['another account', (_own, other) => form(other, change())],
	[
		'another account after its own',
		(own, other) => `${form(own, change())}&account[id]=${other.id}`,
	],
	[
		'another account twice',
		(_own, { id }) => `leads[update][0][id]=501&account[id]=${id}&account[id]=${id}`,
	],
	['another account in a list', (own, { id }) => `${form(own, change())}&account[id][]=${id}`],
	['a text for an account', (own, { id }) => `${form(own, change())}&account=${id}`],
	[
		'another account within',
		(own, { id }) => form(own, { ...change(), 'leads[update][0][account_id]': id }),
	],
	['another account alone within', (_own, { id }) => `add[0][id]=6&add[0][account_id]=${id}`],
])('a body that names %s starts nothing', async (_title, body) => {
	await withSingle(
		{ events: ['update_lead', 'add_chat_template_review'] },
		async (call, account) => {
			const { items, response } = await call(body(account, new Account()));
			expect(items).toEqual([]);
			expect(response.status).toBe(403);
		},
	);
});

it.each([
	['the last one is its own', (url: string) => url.replace('?', '?key=wrong&'), 200],
	['the last one is another', (url: string) => `${url}&key=wrong`, 401],
	['it comes as a list', (url: string) => url.replace('account=', 'account[]='), 401],
	['it is spelt with a zero', (url: string) => url.replace('account=', 'account=0'), 401],
])('of keys that an address names twice the last counts: %s', async (_title, spoil, status) => {
	await withSingle({}, async (call, account, destination) => {
		const { items, response } = await call(form(account, change()), spoil(destination));
		expect(response.status).toBe(status);
		expect(items).toHaveLength(status === 200 ? 1 : 0);
	});
});

it('an account that disabled the integration starts nothing any more, at once', async () => {
	const api = new N8nApi();
	const amo = new AmoHooks(new Account());
	install(api, amo.account);
	await whileActive(amo, ofInstalled(api, { events }), async (call) => {
		expect((await call(form(amo.account, change(501)))).items).toHaveLength(1);
		const { length } = api.calls;
		expect((await call(form(amo.account, change(502)))).items).toHaveLength(1);
		expect(api.calls).toHaveLength(length);

		changeAccount(api, amo.account, { status: 'uninstalled' });
		accountsChanged();
		const { items, response } = await call(form(amo.account, change(503)));
		expect(items).toEqual([]);
		expect(response.status).toBe(403);
	});
});

it('a paused account starts nothing, and amoCRM goes on to call', async () => {
	const api = new N8nApi();
	const amo = new AmoHooks(new Account());
	install(api, amo.account);
	await whileActive(amo, ofInstalled(api, { events }), async (call) => {
		changeAccount(api, amo.account, {}, { pausedAt: '2026-01-31T11:00:00.000Z' });
		accountsChanged();
		const { items, result } = await call(form(amo.account, change(501)));
		expect(items).toEqual([]);
		expect(result).toMatchObject({ webhookResponse: 'OK' });

		changeAccount(api, amo.account, {}, { resumedAt: '2026-01-31T12:00:00.000Z' });
		accountsChanged();
		expect((await call(form(amo.account, change(502)))).items).toMatchObject([{ id: 502 }]);
	});
});

it('an account starts the workflow though the table of accounts is away', async () => {
	const api = new N8nApi();
	const amo = new AmoHooks(new Account());
	install(api, amo.account);
	await whileActive(amo, ofInstalled(api, { events }), async (call) => {
		api.isAway = true;
		expect((await call(form(amo.account, change()))).items).toHaveLength(1);
		api.isAway = false;
	});
});

it('an account of one of the extra domains is named by its address', async () => {
	const api = new N8nApi();
	const amo = new AmoHooks(new Account());
	install(api, amo.account);
	const trigger = ofInstalled(api, { events }, { extraDomains: 'amo.example' });
	await whileActive(amo, trigger, async (call) => {
		const self = { 'account[_links][self]': 'https://firm.amo.example' };
		const { items } = await call(form(amo.account, { ...change(), ...self }));
		expect(items).toMatchObject([{ account: { domain: 'firm.amo.example' } }]);
	});
});

it('a credential that leads to another account by now shuts out the earlier one', async () => {
	const [first, second] = [new AmoHooks(new Account()), new AmoHooks(new Account())];
	const credentials = await Credentials.of(first.account.credentials);
	await whileActive(first, { ...single(first.account, { events }), credentials }, async (call) => {
		expect((await call(form(first.account, change(501)))).items).toHaveLength(1);
		const other = second.account.credentials.amoCrmTokenApi as ICredentialDataDecryptedObject;
		await credentials.updateCredentials({ id: null, name: '' }, 'amoCrmTokenApi', other);
		await pass(CHECK_MS + LOOK_MS);

		expect((await call(form(first.account, change(502)))).response.status).toBe(403);
		const { destination } = second.hook;
		expect((await call(form(second.account, change(503)), destination)).items).toHaveLength(1);
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
	[{ ignoredUsers: [9] }, 0],
	[{ ignoreOwn: true }, 0],
	[{ ignoreRobots: true }, 1],
])('filters %j: %d', async (filters, count) => {
	await withSingle({ filters }, async (call, account) => {
		expect((await call(form(account, change()))).items).toHaveLength(count);
	});
});

describe('what a hook does not tell is judged on its card', () => {
	const note = {
		'leads[note][0][note][id]': 900,
		'leads[note][0][note][element_id]': 501,
		'leads[note][0][note][element_type]': 2,
	};
	const task = {
		'task[add][0][id]': 61,
		'task[add][0][element_id]': 501,
		'task[add][0][element_type]': 2,
		'task[add][0][responsible_user_id]': 9,
	};
	const read = (account: Account, pipeline_id: number) =>
		account.api
			.get('/api/v4/leads')
			.query({ with: 'contacts', 'filter[id][]': '501', page: 1, limit: 250 })
			.reply(200, { _embedded: { leads: [{ id: 501, pipeline_id, responsible_user_id: 4 }] } });

	it.each([
		['a note of its pipeline', note, 'note_lead', 77, 1],
		['a note of another', note, 'note_lead', 78, 0],
		['a task of its pipeline', task, 'add_task', 77, 1],
		['a task of another', task, 'add_task', 78, 0],
	])('%s', async (_title, told, code, pipeline, count) => {
		await withSingle({ events: [code], filters: { pipelines: [77] } }, async (call, account) => {
			read(account, pipeline);
			expect((await call(form(account, told))).items).toHaveLength(count);
		});
	});

	it('and is read once, though the item is to hold it, too', async () => {
		const parameters = {
			events: ['note_lead'],
			filters: { responsibleUsers: [4] },
			options: { fullEntity: true },
		};
		await withSingle(parameters, async (call, account) => {
			read(account, 77);
			expect((await call(form(account, note))).items).toMatchObject([{ full: { id: 501 } }]);
		});
	});

	it('passes where the account cannot be asked, and the log says so', async () => {
		await withSingle(
			{ events: ['note_lead'], filters: { pipelines: [77] } },
			async (call, account) => {
				account.api.get('/api/v4/leads').query(true).reply(403, { status: 403 });
				const { items, logged } = await call(form(account, note));
				expect(items).toHaveLength(1);
				expect(logged).toEqual([expect.stringMatching(/^warn: .*could not be completed/)]);
			},
		);
	});
});
