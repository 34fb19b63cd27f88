import { Account, install, N8nApi } from '../support';
import { settled, useStoppedClock } from '../support/clock';
import { form, json, KEY, post } from './calls';

useStoppedClock();

/** From one stage to another, as the documentation shows it. */
const moved = {
	leads: {
		status: [
			{
				id: 4831596,
				old_pipeline_id: 752662,
				pipeline_id: 752662,
				old_status_id: 16203334,
				status_id: 16203337,
			},
		],
	},
};

const named = ({ id, subdomain }: Account) => ({ account: { id, subdomain } });

describe('a hook of the Digital Pipeline', () => {
	it.each([
		['form', form],
		['JSON', json],
	])('as a %s tells of an account that installed the integration', async (_title, encode) => {
		const [api, account] = [new N8nApi(), new Account('kommo.com')];
		install(api, account);

		const { items, response, result } = await post(
			api,
			{ ...encode({ ...moved, ...named(account) }), query: { key: KEY } },
			{ responseMode: 'responseNode' },
		);

		expect(response).toMatchObject({ status: 200, ended: true });
		expect(result.noWebhookResponse).toBe(true);
		expect(items).toMatchObject([
			{
				call: 'digitalPipeline',
				receivedAt: expect.any(String),
				event: 'status_lead',
				entity: 'lead',
				id: 4831596,
				account: { id: account.id, domain: account.domain, subdomain: account.subdomain },
				before: { pipeline_id: 752662, status_id: 16203334 },
				after: { pipeline_id: 752662, status_id: 16203337 },
			},
		]);
		expect(JSON.stringify(items)).not.toContain(KEY);
	});

	it('of a paused account starts nothing', async () => {
		const [api, account] = [new N8nApi(), new Account()];
		install(api, account, {}, { pausedAt: '2026-01-31T11:00:00.000Z' });

		const { items, logged } = await post(api, {
			...form({ ...moved, ...named(account) }),
			query: { key: KEY },
		});

		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('is paused since 2026-01-31')]);
	});

	/** As the documentation shows what the step of a widget sends. */
	const step = ({ id, subdomain }: Account) => ({
		event: {
			type: 15,
			type_code: 'lead_appeared_in_status',
			data: {
				id: 123124,
				element_type: 2,
				status_id: 654324,
				pipeline_id: 654324,
				direction_of_movement: 'went_to_trigger',
			},
			time: 1491300016,
		},
		action: { settings: { widget: { settings: { message: 'Ship it' } } } },
		subdomain,
		account_id: id,
	});

	it.each([
		['form', form],
		['JSON', json],
	])(
		'of a step that a widget brought along, as a %s, tells what was filled in',
		async (_title, encode) => {
			const [api, account] = [new N8nApi(), new Account()];
			install(api, account);

			const { items, response } = await post(api, {
				...encode(step(account)),
				query: { key: KEY },
			});

			expect(response).toMatchObject({ status: 200, ended: true });
			expect(items).toEqual([
				{
					call: 'digitalPipeline',
					receivedAt: expect.any(String),
					event: 'lead_appeared_in_status',
					entity: 'lead',
					id: 123124,
					occurredAt: '2017-04-04T10:00:16Z',
					settings: { message: 'Ship it' },
					data: {
						id: 123124,
						element_type: 2,
						status_id: 654324,
						pipeline_id: 654324,
						direction_of_movement: 'went_to_trigger',
					},
					account: expect.objectContaining({ id: account.id, domain: account.domain }),
				},
			]);
		},
	);

	it.each([
		['without the key', {}, {}, 401],
		['without a card', { key: KEY }, { event: {} }, 400],
		// Answered before the account is looked up.
		[
			'of an account that its address does not name',
			{ key: KEY, account: 'other.amocrm.ru' },
			{},
			200,
		],
	])('of a step starts nothing %s', async (_title, query, change, status) => {
		const [api, account] = [new N8nApi(), new Account()];
		install(api, account);

		const body = { ...step(account), ...change };
		const { items, response } = await post(api, { ...json(body), query });

		expect([response.status, items]).toEqual([status, []]);
	});

	it('gives one item for each card', async () => {
		const { items } = await post(new N8nApi(), {
			...form({
				leads: { mail_in: [{ id: 1 }, { id: 2 }] },
				customers: { period: [{ id: 3, period_id: 5 }] },
			}),
			query: { key: KEY },
		});

		expect(items).toMatchObject([
			{ event: 'mail_in_lead', id: 1 },
			{ event: 'mail_in_lead', id: 2 },
			{ event: 'period_customer', id: 3, data: { period_id: 5 } },
		]);
	});

	it('is about the account that its address names, where its body names none', async () => {
		const query = { key: KEY, account: 'example.amocrm.ru' };

		const { items } = await post(new N8nApi(), { ...form(moved), query });

		expect(items).toMatchObject([
			{ account: { domain: 'example.amocrm.ru', subdomain: 'example' } },
		]);
	});

	it('is about the account that its address names by a former name', async () => {
		const [api, account] = [new N8nApi(), new Account()];
		install(api, account, { former_domains: 'former.amocrm.ru' });
		const query = `key=wrong&key=${KEY}&account=former.amocrm.ru`;

		const { items } = await post(api, {
			...form({ ...moved, account: { id: account.id } }),
			query,
		});

		expect(items).toMatchObject([{ account: { id: account.id, domain: account.domain } }]);
	});

	it.each([
		['is not known', () => {}],
		['cannot be looked up', (api: N8nApi) => void (api.isAway = true)],
	])('tells what it can of an account that %s', async (_title, prepare) => {
		const [api, account] = [new N8nApi(), new Account()];
		prepare(api);

		const request = { ...form({ ...moved, ...named(account) }), query: { key: KEY } };
		const { items, response } = await settled(post(api, request));

		expect(response.status).toBe(200);

		expect(items).toMatchObject([{ account: { id: account.id, subdomain: account.subdomain } }]);
	});
});

describe('starts nothing', () => {
	it.each([
		['no key', {}],
		['an empty key', { key: '' }],
		['a wrong key', { key: `${KEY}2` }],
		['several keys', { key: [KEY, KEY] }],
	])('%s', async (_title, query) => {
		const api = new N8nApi();

		const { items, response, logged } = await post(api, { ...form(moved), query });

		expect(response.status).toBe(401);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('key in its address')]);
		expect(logged.join()).not.toContain(KEY);
		expect(api.calls).toEqual([]);
	});

	it.each([
		['wrong after right', `key=${KEY}&key=wrong`],
		['right in a list', `key[]=${KEY}`],
	])('a key that comes twice or as a list: %s', async (_title, query) => {
		const { items, response } = await post(new N8nApi(), { ...form(moved), query });
		expect([response.status, items]).toEqual([401, []]);
	});

	it.each<[string, (other: Account) => object]>([
		['by its number', ({ id }) => ({ id })],
		['by its name', ({ subdomain }) => ({ subdomain })],
		['by its link', ({ url }) => ({ _links: { self: url } })],
		['by a number that cannot be read', ({ id }) => ({ id: [id] })],
	])('a body that names %s another account than its address', async (_title, account) => {
		const [api, own, other] = [new N8nApi(), new Account(), new Account()];
		for (const known of [own, other]) install(api, known);
		const query = { key: KEY, account: own.domain };

		const request = { ...json({ ...moved, account: account(other) }), query };
		const { items, logged } = await post(api, request);

		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining(own.domain)]);
	});

	it('where the trigger has no key', async () => {
		const request = { ...form(moved), query: { key: '' } };

		const { response } = await post(new N8nApi(), request, { digitalPipelineKey: '' });

		expect(response.status).toBe(401);
	});

	it('an account that has left', async () => {
		const [api, account] = [new N8nApi(), new Account()];
		install(api, account, { status: 'uninstalled', sealed: '' });
		const request = { ...form({ ...moved, ...named(account) }), query: { key: KEY } };

		const { items, logged } = await post(api, request);

		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('has not installed the integration')]);
	});

	it('an address that names no account', async () => {
		const query = { key: KEY, account: 'example.org' };

		const { response } = await post(new N8nApi(), { ...form(moved), query });

		expect(response.status).toBe(401);
	});

	it('a hook that tells of no card', async () => {
		const { items, response } = await post(new N8nApi(), {
			...json({ leads: { status: [] } }),
			query: { key: KEY },
		});

		expect(response.status).toBe(200);
		expect(items).toEqual([]);
	});

	it('where only pages and bots may call', async () => {
		const request = { ...form(moved), query: { key: KEY } };

		const { response } = await post(new N8nApi(), request, { calls: ['frontEnd', 'salesbot'] });

		expect(response.status).toBe(404);
	});
});
