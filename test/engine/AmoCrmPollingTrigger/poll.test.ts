import type { IDataObject } from 'n8n-workflow';

import { Account, activatePolling, install, integrationCredential, N8nApi } from '../support';

const START = 1_769_853_600;

const type = 'n8n-nodes-amocrm.amoCrmPollingTrigger';

const happened = ({ id }: Account, name: string, second: number, changes: IDataObject = {}) => ({
	id: name,
	type: 'lead_added',
	entity_id: 501,
	entity_type: 'lead',
	created_by: 9,
	created_at: START + second,
	account_id: id,
	value_before: [],
	value_after: [],
	...changes,
});

/** What the account answers in one poll: of every type, then of the chosen ones in the span. */
function tell(
	account: Account,
	events: Array<ReturnType<typeof happened>>,
	types: string | string[] = ['lead_added'],
): void {
	const answer = { _embedded: { events } };
	account.api
		.get('/api/v4/events')
		.query((query) => query['filter[type][]'] === undefined)
		.reply(200, answer);
	account.api
		.get('/api/v4/events')
		.query((query) => {
			expect([query['filter[type][]']].flat()).toEqual([types].flat());
			return query.limit === '100';
		})
		.reply(200, answer);
}

const single = (account: Account, parameters: IDataObject = {}) => ({
	type,
	parameters: { authentication: 'token', events: ['add_lead'], ...parameters } as never,
	credentials: account.credentials,
});

it('starts with what happens after it was activated, and tells each event once', async () => {
	const account = new Account();
	const { poll } = await activatePolling(single(account));
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
			occurredAt: '2026-01-31T10:00:00Z',
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
	const { poll } = await activatePolling(single(account, parameters));
	const first = happened(account, 'first', 0);
	tell(account, [first]);
	await poll();
	const own = happened(account, 'own', 5);
	const other = happened(account, 'other', 6, { created_by: 10 });

	tell(account, [other, own, first]);

	expect(await poll()).toMatchObject([{ delivery: { id: 'other' } }]);
});

it('puts the whole entity into the item where it is asked for', async () => {
	const account = new Account();
	const { poll } = await activatePolling(single(account, { options: { fullEntity: true } }));
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
	const { poll, saved } = await activatePolling(single(account));
	tell(account, [happened(account, 'first', 0)]);
	await poll();
	const before = saved();
	account.api.get('/api/v4/events').query(true).times(times).reply(status, { status });

	await expect(poll()).rejects.toMatchObject({ name: 'NodeOperationError' });

	expect(saved()).toEqual(before);
});

it('after a long outage reads no more at a time than a hundred pages', async () => {
	const account = new Account();
	const { poll } = await activatePolling(single(account));
	tell(account, [happened(account, 'first', 0)]);
	await poll();
	const crowd = Array.from({ length: 100 }, (_, at) => happened(account, `crowd${at}`, 8_000));
	const until = (second: number) => String(START + second);
	const asked = (page: string, to?: string) =>
		account.api
			.get('/api/v4/events')
			.query((query) => query.page === page && query['filter[created_at][to]'] === to);
	asked('1').reply(200, { _embedded: { events: crowd } });
	asked('100', until(8_000)).reply(200, { _embedded: { events: crowd } });
	asked('100', until(4_000)).reply(204);
	const early = happened(account, 'early', 3_000);
	asked('1', until(4_000)).reply(200, { _embedded: { events: [early] } });

	expect(await poll()).toMatchObject([{ delivery: { id: 'early' } }]);
});

it('shows a person who tries it out the latest events, and keeps nothing', async () => {
	const account = new Account();
	const { poll, saved } = await activatePolling(single(account));
	const events = [happened(account, 'b', 9), happened(account, 'a', 0)];
	account.api.get('/api/v4/events').query(true).reply(200, { _embedded: { events } });

	expect(await poll('manual')).toMatchObject([
		{ delivery: { id: 'b' } },
		{ delivery: { id: 'a' } },
	]);
	expect(saved()).toEqual({});
});

it('says so where no event was chosen', async () => {
	const { poll } = await activatePolling(single(new Account(), { events: [] }));
	await expect(poll()).rejects.toMatchObject({ message: 'No event was chosen.' });
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

	it('begins where it is seen first, and one that left is forgotten', async () => {
		const api = new N8nApi();
		const [gone, come] = [new Account(), new Account()];
		install(api, gone);
		const { poll, saved } = await activatePolling(every(api));
		tell(gone, [happened(gone, 'gone', 0)]);
		await poll();
		api.accounts[0].status = 'uninstalled';
		install(api, come);
		tell(come, [happened(come, 'come', 0)]);

		expect(await poll()).toEqual([]);

		expect(Object.keys(saved().cursors as object)).toEqual([expect.stringContaining(`${come.id}`)]);
	});
});
