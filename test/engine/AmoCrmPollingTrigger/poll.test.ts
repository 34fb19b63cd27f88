import type { IDataObject } from 'n8n-workflow';

import {
	Account,
	activatePolling,
	changeAccount,
	install,
	integrationCredential,
	locator,
	N8nApi,
} from '../support';
import { happened, START } from './happenings';
import { nodeType } from '../../../tools/system/manifest';

const type = nodeType('amoCrmPollingTrigger');

/** What the account answers in one poll. */
function tell(
	account: Account,
	events: Array<ReturnType<typeof happened>>,
	types: string | string[] = ['lead_added'],
): void {
	account.api
		.get('/api/v4/events')
		.query((query) => {
			expect([query['filter[type][]']].flat()).toEqual([types].flat());
			return query.limit === '100' && query['filter[created_at][to]'] === undefined;
		})
		.reply(200, { _embedded: { events } });
}

/** A trigger on one account, by its long-lived token. */
async function activate(account: Account, parameters: IDataObject = {}) {
	account.api
		.get('/api/v4/account')
		.optionally()
		.reply(200, { ...account.card, current_user_id: 9 });
	return await activatePolling(single(account, parameters));
}

const single = (account: Account, parameters: IDataObject = {}) => ({
	type,
	parameters: { authentication: 'token', events: ['add_lead'], ...parameters } as never,
	credentials: account.credentials,
});

it('starts with what happens after it was activated, and tells each event once', async () => {
	const account = new Account();
	const { poll } = await activate(account);
	const old = happened(account, 'old', 0);
	const fresh = happened(account, 'fresh', 0);

	tell(account, [old]);
	expect(await poll()).toEqual([]);
	tell(account, [fresh, old]);
	expect(await poll()).toMatchObject([
		{
			event: 'add_lead',
			id: 501,
			account: { id: account.id, domain: account.domain, subdomain: account.subdomain },
			occurredAt: new Date(START * 1000).toISOString().replace('.000', ''),
			delivery: { id: 'fresh', repeated: false },
			raw: fresh,
		},
	]);
	tell(account, [fresh, old]);
	expect(await poll()).toEqual([]);
});

it('tells only what the filters let pass, and moves on from the rest', async () => {
	const account = new Account();
	const parameters = { filters: { ignoredUsers: [9] } };
	const { poll } = await activate(account, parameters);
	const first = happened(account, 'first', 0);
	tell(account, [first]);
	await poll();
	const own = happened(account, 'own', 5);
	const other = happened(account, 'other', 6, { created_by: 10 });

	tell(account, [other, own, first]);

	expect(await poll()).toMatchObject([{ delivery: { id: 'other' } }]);
});

it('judges by the cards what events do not tell, all of them by one question', async () => {
	const account = new Account();
	const parameters = { filters: { pipelines: [77] }, options: { fullEntity: true } };
	const { poll } = await activate(account, parameters);
	const first = happened(account, 'first', 0);
	tell(account, [first]);
	await poll();
	const [one, other] = [501, 502].map((id) => happened(account, `of-${id}`, 5, { entity_id: id }));
	tell(account, [other, one, first]);
	const leads = [
		{ id: 501, pipeline_id: 77 },
		{ id: 502, pipeline_id: 78 },
	];
	account.api
		.get('/api/v4/leads')
		.query({ with: 'contacts', 'filter[id][]': ['501', '502'], page: 1, limit: 250 })
		.reply(200, { _embedded: { leads } });

	expect(await poll()).toMatchObject([{ delivery: { id: 'of-501' }, full: leads[0] }]);
});

it('stays where it is when the cards cannot be read', async () => {
	const account = new Account();
	const { poll, saved } = await activate(account, { filters: { pipelines: [77] } });
	tell(account, []);
	await poll();
	const before = saved();
	tell(account, [happened(account, 'new', 5)]);
	account.api.get('/api/v4/leads').query(true).reply(402, { status: 402 });

	await expect(poll()).rejects.toMatchObject({ name: 'NodeOperationError' });

	expect(saved()).toEqual(before);
});

it('puts the whole entity into the item where it is asked for', async () => {
	const account = new Account();
	const { poll } = await activate(account, { options: { fullEntity: true } });
	const first = happened(account, 'first', 0);
	tell(account, [first]);
	await poll();
	tell(account, [happened(account, 'second', 5), first]);
	account.api
		.get('/api/v4/leads')
		.query(true)
		.reply(200, { _embedded: { leads: [{ id: 501, name: 'Deal' }] } });

	expect(await poll()).toMatchObject([{ full: { id: 501, name: 'Deal' } }]);
});

it.each([
	// n8n asks once more where it is told that a token is dead.
	[401, 2],
	[402, 1],
	[403, 1],
])('a refusal with %s is told, and the cursor stays', async (status, times) => {
	const account = new Account();
	const { poll, saved } = await activate(account);
	tell(account, [happened(account, 'first', 0)]);
	await poll();
	const before = saved();
	account.api.get('/api/v4/events').query(true).times(times).reply(status, { status });

	await expect(poll()).rejects.toMatchObject({ name: 'NodeOperationError' });

	expect(saved()).toEqual(before);
});

it.each(['amocrm.ru', 'kommo.com'] as const)(
	'after a long outage reads no more at a time than forty pages of %s',
	async (base) => {
		const account = new Account(base);
		const size = base === 'kommo.com' ? 250 : 100;
		const { poll } = await activate(account);
		const answer = (events: IDataObject[]) => ({ _embedded: { events } });
		const asked = (page: number, isPart = false) =>
			account.api
				.get('/api/v4/events')
				.query(
					({ page: wanted, limit, 'filter[created_at][to]': to }) =>
						wanted === String(page) && limit === String(size) && (to !== undefined) === isPart,
				);
		asked(1).reply(204);
		await poll();
		const crowd = Array.from({ length: size }, (_, at) => happened(account, `crowd${at}`, 90));
		asked(1).reply(200, answer(crowd));
		asked(41).reply(200, answer(crowd));
		const early = happened(account, 'early', 3);
		asked(1, true).reply(200, answer([early]));

		expect(await poll()).toMatchObject([{ delivery: { id: 'early' } }]);
	},
);

it('shows a person who tries it out the latest events, and keeps nothing', async () => {
	const account = new Account();
	const { poll, saved } = await activate(account);
	const events = [happened(account, 'b', 9), happened(account, 'a', 0)];
	account.api.get('/api/v4/events').query(true).reply(200, { _embedded: { events } });

	expect(await poll('manual')).toMatchObject([
		{ delivery: { id: 'b' } },
		{ delivery: { id: 'a' } },
	]);
	expect(saved()).toEqual({});
});

it('says so where no event was chosen', async () => {
	const { poll } = await activate(new Account(), { events: [] });
	await expect(poll()).rejects.toMatchObject({ message: 'No event was chosen.' });
});

it('says so at once where a filter cannot be read', async () => {
	const { poll, saved } = await activate(new Account(), { filters: { stages: ['142'] } });
	await expect(poll()).rejects.toMatchObject({ message: expect.stringContaining('Stages') });
	expect(saved()).toEqual({});
});

it('starts for nothing where the expression of a filter gives nothing', async () => {
	const filters = { responsibleUsers: '={{ $vars.manager }}' };
	const { poll } = await activate(new Account(), { filters });
	await expect(poll()).rejects.toMatchObject({
		message: 'The expression of "Responsible User Names or IDs" gave nothing.',
	});
});

it('takes events and switches that expressions give as words', async () => {
	const account = new Account();
	const parameters = {
		events: '={{ "add_lead, delete_lead" }}',
		filters: { ignoreRobots: '={{ "false" }}' },
		options: { fullEntity: '={{ "нет" }}' },
	};
	const { poll } = await activate(account, parameters);
	const types = ['lead_added', 'lead_deleted'];
	tell(account, [], types);
	await poll();
	tell(account, [happened(account, 'new', 5, { created_by: 0 })], types);
	expect(await poll()).toMatchObject([{ delivery: { id: 'new' } }]);
});

describe('every installed account', () => {
	const every = (api: N8nApi) => ({
		type,
		parameters: { authentication: 'installedAccount', accounts: 'every' } as never,
		credentials: integrationCredential(api),
	});

	it('has a cursor of its own; one that fails hinders no other', async () => {
		const api = new N8nApi();
		const [one, two] = [new Account(), new Account()];
		for (const account of [one, two]) install(api, account);
		const { poll, logged } = await activatePolling(every(api));
		tell(one, [happened(one, 'one-1', 0)]);
		tell(two, [happened(two, 'two-1', 500)]);
		expect(await poll()).toEqual([]);

		one.api.get('/api/v4/events').query(true).reply(402, { status: 402 });
		tell(two, [happened(two, 'two-2', 501), happened(two, 'two-1', 500)]);
		expect(await poll()).toMatchObject([{ account: { id: two.id }, delivery: { id: 'two-2' } }]);
		expect(logged).toEqual([expect.stringContaining(one.domain)]);

		tell(one, [happened(one, 'one-2', 1), happened(one, 'one-1', 0)]);
		tell(two, [happened(two, 'two-2', 501), happened(two, 'two-1', 500)]);
		expect(await poll()).toMatchObject([{ account: { id: one.id }, delivery: { id: 'one-2' } }]);
	});

	it('is left out while it is paused, and goes on from when it was resumed', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		const { poll } = await activatePolling(every(api));
		tell(account, [happened(account, 'before', 0)]);
		await poll();
		changeAccount(api, account, {}, { pausedAt: new Date((START + 60) * 1000).toISOString() });
		expect(await poll()).toEqual([]);

		const resumedAt = new Date((START + 300) * 1000).toISOString();
		changeAccount(api, account, {}, { resumedAt });
		account.api
			.get('/api/v4/events')
			.query(({ 'filter[created_at][from]': from }) => from === String(START + 240))
			.reply(200, { _embedded: { events: [happened(account, 'after', 301)] } });
		expect(await poll()).toMatchObject([{ delivery: { id: 'after' } }]);
	});

	it('begins with its installation, and ends when it leaves', async () => {
		const api = new N8nApi();
		const [gone, come] = [new Account(), new Account()];
		install(api, gone);
		const { poll, saved } = await activatePolling(every(api));
		tell(gone, [happened(gone, 'gone', 0)]);
		await poll();
		changeAccount(api, gone, { status: 'uninstalled' });
		install(api, come, { installed_at: new Date((START + 300) * 1000).toISOString() });
		come.api
			.get('/api/v4/events')
			.query(({ 'filter[created_at][from]': from }) => from === String(START + 240))
			.reply(200, { _embedded: { events: [happened(come, 'come', 301)] } });

		expect(await poll()).toMatchObject([{ delivery: { id: 'come' } }]);

		expect(Object.keys(saved().cursors as object)).toEqual([`${come.id}`]);
	});
});

it('after a restart goes on from the start, where nothing was handed over yet', async () => {
	const account = new Account();
	const { poll, restart } = await activate(account);
	const old = happened(account, 'old', 0);
	tell(account, [old]);
	await poll();
	restart();
	tell(account, [happened(account, 'meanwhile', 1), old]);

	expect(await poll()).toMatchObject([{ delivery: { id: 'meanwhile' } }]);
});

it('serves one chosen installed account', async () => {
	const api = new N8nApi();
	const [chosen, other] = [new Account(), new Account()];
	for (const account of [chosen, other]) install(api, account);
	const { poll } = await activatePolling({
		type,
		parameters: {
			authentication: 'installedAccount',
			accounts: 'chosen',
			account: locator('domain', chosen.domain),
			events: ['add_lead'],
		} as never,
		credentials: integrationCredential(api),
	});
	tell(chosen, []);
	await poll();
	tell(chosen, [happened(chosen, 'new', 5)]);

	expect(await poll()).toMatchObject([{ account: { id: chosen.id } }]);
});

it('asks for a type that it does not know, and tells what amoCRM tells of it', async () => {
	const account = new Account();
	const { poll } = await activate(account, { events: [], otherTypes: ['page_mention'] });
	tell(account, [], 'page_mention');
	await poll();
	const mention = { type: 'page_mention', value_after: [{ page: { id: 3 } }] };
	tell(account, [happened(account, 'mention', 5, mention)], 'page_mention');

	expect(await poll()).toMatchObject([{ event: 'page_mention', raw: mention }]);
});
