import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Account, loadOptions } from '../support';
import { action, outputOf, runAction } from './action';

const FIELDS = [
	{ id: 1, name: 'Order', type: 'text' },
	{
		id: 2,
		name: 'Size',
		type: 'select',
		enums: [
			{ id: 21, value: 'Big' },
			{ id: 22, value: 'Small' },
		],
	},
	{ id: 3, name: 'Weight', type: 'numeric' },
	{ id: 4, name: 'Met on', type: 'date' },
	{ id: 5, name: 'Paid', type: 'checkbox' },
	{ id: 6, name: 'Phone', code: 'PHONE', type: 'multitext' },
	{ id: 7, name: 'Shade', type: 'radiobutton', enums: [{ id: 71, value: 'Red, or so' }] },
	{ id: 8, name: 'Color', type: 'text' },
	{ id: 9, name: 'Color', type: 'text' },
];

function withFields(account: Account): Account {
	account.api
		.get('/api/v4/leads/custom_fields')
		.query(true)
		.reply(200, { _embedded: { custom_fields: FIELDS } });
	return account;
}

/** What the node asks for with these filters. */
async function askedWith(account: Account, filters: INodeParameters): Promise<IDataObject> {
	let asked: IDataObject = {};
	account.api
		.get('/api/v4/leads')
		.query((query) => {
			const { page, limit, ...rest } = query;
			asked = rest;
			return page === '1' && limit === '50';
		})
		.reply(204);
	const run = await runAction(account, ['lead', 'getAll'], { filters });
	expect(run.error).toBeUndefined();
	return asked;
}

describe('lead: getAll', () => {
	it("asks with amoCRM's own names of the filters", async () => {
		expect(
			await askedWith(new Account(), {
				name: 'Order 7',
				pipelines: [7, 8],
				stages: ['7/142', '8/81'],
				priceFrom: 100,
				priceTo: 500,
				closedFrom: '2026-01-31T00:00:00Z',
				closestTaskTo: '2026-01-31T10:00:00Z',
				createdBy: [9],
				updatedBy: [0],
			}),
		).toEqual({
			'filter[name]': 'Order 7',
			'filter[pipeline_id][]': ['7', '8'],
			'filter[statuses][0][pipeline_id]': '7',
			'filter[statuses][0][status_id]': '142',
			'filter[statuses][1][pipeline_id]': '8',
			'filter[statuses][1][status_id]': '81',
			'filter[price][from]': '100',
			'filter[price][to]': '500',
			'filter[closed_at][from]': '1769817600',
			'filter[closest_task_at][to]': '1769853600',
			'filter[created_by][]': '9',
			'filter[updated_by][]': '0',
		});
	});

	it('asks for won in any pipeline by every pipeline, which amoCRM wants to be named', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/pipelines')
			.reply(200, { _embedded: { pipelines: [{ id: 7 }, { id: 8 }] } });

		expect(await askedWith(account, { stages: ['any/142', '8/81'] })).toEqual({
			'filter[statuses][0][pipeline_id]': '7',
			'filter[statuses][0][status_id]': '142',
			'filter[statuses][1][pipeline_id]': '8',
			'filter[statuses][1][status_id]': '142',
			'filter[statuses][2][pipeline_id]': '8',
			'filter[statuses][2][status_id]': '81',
		});
	});

	it.each([
		[{ field: 1, value: 'A-1, A-2' }, { '[1][]': ['A-1', 'A-2'] }],
		[{ field: 'Size', value: 'Big, 22' }, { '[2][]': ['21', '22'] }],
		[
			{ field: 3, from: '1.5', to: '2' },
			{ '[3][from]': '1.5', '[3][to]': '2' },
		],
		// From and To that nobody touched are there as empty texts.
		[
			{ field: 3, value: '5' },
			{ '[3][from]': '5', '[3][to]': '5' },
		],
		[
			{ field: 3, value: '0', from: '', to: '' },
			{ '[3][from]': '0', '[3][to]': '0' },
		],
		[{ field: 5, value: 'true' }, { '[5]': '1' }],
		[{ field: 5, value: 'да' }, { '[5]': '1' }],
		// From here on a day is kept as midnight in São Paulo, and lasts until the next.
		[{ field: 4, from: '2026-01-31' }, { '[4][from]': '1769828400' }],
		[{ field: 4, to: '31.01.2026' }, { '[4][to]': '1769914799' }],
		[
			{ field: 4, value: '2026-01-31' },
			{ '[4][from]': '1769828400', '[4][to]': '1769914799' },
		],
	])('asks for values of own fields: %j', async (row, expected) => {
		const account = withFields(new Account());
		if (row.field === 4) {
			account.api
				.get('/api/v4/account')
				.query({ with: 'datetime_settings,is_api_filter_enabled' })
				.reply(200, { _embedded: { datetime_settings: { timezone: 'America/Sao_Paulo' } } });
		}

		const asked = await askedWith(account, { customFields: { rows: [row] } });

		const wanted = Object.entries(expected).map(([key, value]) => [
			`filter[custom_fields_values]${key}`,
			value,
		]);
		expect(asked).toEqual(Object.fromEntries(wanted));
	});

	it.each([
		[{ field: 6, value: '+7' }, 'amoCRM cannot filter by the field "Phone".'],
		[{ field: 2, value: 'Huge' }, 'The field "Size" cannot be "Huge".'],
		[{ field: 3, from: 'much' }, 'The field "Weight" cannot be "much".'],
		[{ field: 3 }, 'The filter by the field "Weight" has no value.'],
		[
			{ field: 3, value: ' ', from: '={{ $json.none }}' },
			'The filter by the field "Weight" has no value.',
		],
		[{ field: 4, to: '={{ null }}' }, 'The filter by the field "Met on" has no value.'],
		[{ field: 5 }, 'The filter by the field "Paid" has no value.'],
		[{ field: 1, value: ' , ' }, 'The filter by the field "Order" has no value.'],
		// A text is asked for by its value alone.
		[{ field: 1, from: 'A' }, 'The filter by the field "Order" has no value.'],
		[{ field: 2, value: '={{ [] }}' }, 'The filter by the field "Size" has no value.'],
		[{ value: 'A-1' }, 'No field was chosen.'],
	])('says which field cannot be asked for: %j', async (row, message) => {
		const account = withFields(new Account());

		const run = await runAction(account, ['lead', 'getAll'], {
			filters: { customFields: { rows: [row] } },
		});

		expect(run.errorOf('amoCRM')?.message).toBe(message);
	});

	it('offers the fields that amoCRM filters by', async () => {
		const account = withFields(new Account());
		const { type } = action('lead', 'getAll');

		const offered = await loadOptions(
			{
				type,
				parameters: { authentication: 'token', resource: 'lead', operation: 'getAll' },
				credentials: account.credentials,
			},
			'getFields_lead',
		);

		expect(offered.map(({ value }) => value)).toEqual([
			'Order',
			'Size',
			'Weight',
			'Met on',
			'Paid',
			'Shade',
			'Color (8)',
			'Color (9)',
		]);
	});
});

describe('a filter whose expression gives nothing', () => {
	const inputs = [{ json: { empty: '', blank: ' ', none: null, list: [], nothing: [null, ''] } }];

	it.each([
		['query', 'Search Text', '={{ $json.empty }}'],
		['query', 'Search Text', '={{ $json.missing }}'],
		['name', 'Name', '={{ $json.blank }}'],
		['ids', 'IDs', '={{ $json.none }}'],
		['ids', 'IDs', '={{ $json.empty }}, {{ $json.empty }}'],
		['ids', 'IDs', '={{ $json.nothing }}'],
		['responsibleUserIds', 'Responsible User Names or IDs', '={{ $json.list }}'],
		['stages', 'Stage Names or IDs', '={{ $json.list }}'],
		['priceFrom', 'Price From', '={{ $json.none }}'],
		['updatedFrom', 'Updated After', '={{ $json.empty }}'],
	])('%s (%s) is refused and not left out: %s', async (name, label, expression) => {
		const run = await runAction(
			new Account(),
			['lead', 'getAll'],
			{ filters: { [name]: expression } },
			{ input: inputs },
		);

		expect(run.errorOf('amoCRM')?.message).toBe(`The expression of "${label}" gave nothing.`);
	});

	it('is refused for its own item, and the others are read', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads')
			.query({ 'filter[name]': 'A', page: '1', limit: '50' })
			.reply(200, { _embedded: { leads: [{ id: 1, name: 'A' }] } });

		const output = await outputOf(
			account,
			['lead', 'getAll'],
			{ filters: { name: '={{ $json.name }}' }, simplify: false },
			{ input: [{ json: { name: 'A' } }, { json: {} }], onError: 'continueRegularOutput' },
		);

		expect(output).toEqual([
			{ id: 1, name: 'A' },
			expect.objectContaining({ error: 'The expression of "Name" gave nothing.' }),
		]);
	});

	it('is refused in any list', async () => {
		const run = await runAction(
			new Account(),
			['task', 'getAll'],
			{ filters: { entityIds: '={{ $json.none }}' } },
			{ input: inputs },
		);

		expect(run.errorOf('amoCRM')?.message).toBe('The expression of "Card IDs" gave nothing.');
	});

	it.each([
		"={{ $fromAI('text', 'Words to look for') || '' }}",
		// As the editor writes it where the parameter is left to the model.
		"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Search_Text', ``, 'string') || '' }}",
	])('is left out where the model of an agent gave nothing for it: %s', async (query) => {
		expect(await askedWith(new Account(), { query })).toEqual({});
	});
});

it('a filter that was added and left empty asks for nothing, as everywhere in n8n', async () => {
	const filters = {
		query: '',
		ids: ' ',
		responsibleUserIds: [],
		customFields: {},
		updatedFrom: '',
	};
	expect(await askedWith(new Account(), filters)).toEqual({});
});

it('a filter that says 0 or false says it', async () => {
	expect(await askedWith(new Account(), { priceTo: 0, createdBy: [0] })).toEqual({
		'filter[price][to]': '0',
		'filter[created_by][]': '0',
	});
});

describe('a filter that could ask for something else is refused', () => {
	it.each<[IDataObject, string]>([
		[{ field: 'Color', value: 'red' }, 'has 2 fields "Color".'],
		[{ field: 1, value: 'A-1', from: 5 }, 'The field "Order" cannot be filtered from and to.'],
		// Its digits were lost before it came here.
		[{ field: 1, value: '={{ 12345678901234567890 }}' }, 'The field "Order" cannot be "123'],
		[{ field: 1, value: '={{ { a: 1 } }}' }, 'The field "Order" cannot be "{"a":1}".'],
		[{ field: 2, value: 'Huge' }, 'The field "Size" cannot be "Huge".'],
	])('by a field of the account: %j', async (row, message) => {
		const filters = { customFields: { rows: [row as INodeParameters] } };
		const run = await runAction(withFields(new Account()), ['lead', 'getAll'], { filters });
		expect(run.errorOf('amoCRM')?.message).toContain(message);
	});

	it.each<[resource: string, parameters: INodeParameters, message: string]>([
		['lead', { filters: { name: '={{ ["a", "b"] }}' } }, '"Name" cannot be "["a","b"]"'],
		['lead', { filters: { query: '={{ 12345678901234567890 }}' } }, '"Search Text" cannot be'],
		['lead', { order: { sort: { by: 'price' } } }, 'The field "By" cannot be "price".'],
		['event', { filters: { customerStatusesAfter: 'new' } }, '"Customer Status IDs After"'],
		['event', { filters: { responsibleUsersAfter: ['Anna'] } }, '"Responsible User After"'],
		['event', { filters: { fieldOptionsBefore: 'Big' } }, '"Field Option IDs Before"'],
	])('of %ss: %j', async (resource, parameters, message) => {
		const run = await runAction(new Account(), [resource, 'getAll'], parameters);
		expect(run.errorOf('amoCRM')?.message).toContain(message);
	});
});

it('an option is found as in the form: by a name with a comma, in whatever letters', async () => {
	const rows = [
		{ field: 2, value: 'big' },
		{ field: 7, value: 'Red, or so' },
	];
	const asked = await askedWith(withFields(new Account()), { customFields: { rows } });
	expect(asked).toEqual({
		'filter[custom_fields_values][2][]': '21',
		'filter[custom_fields_values][7][]': '71',
	});
});

it.each<[given: string, asked: string | undefined]>([
	['={{ "contacts, source" }}', 'contacts,source'],
	['={{ ["contacts"] }}', 'contacts'],
	['={{ null }}', undefined],
])('Include is read from %s', async (given, asked) => {
	const account = new Account();
	account.api
		.get('/api/v4/leads')
		.query(({ with: included }) => included === asked)
		.reply(204);
	const run = await runAction(account, ['lead', 'getAll'], { with: given });
	expect(run.error).toBeUndefined();
});

describe('where amoCRM passes over a filter', () => {
	const LEADS = [
		{ id: 1, price: 50, pipeline_id: 7, status_id: 142, custom_fields_values: null },
		{
			id: 2,
			price: 500,
			pipeline_id: 7,
			status_id: 142,
			custom_fields_values: [{ field_id: 1, values: [{ value: 'A-1' }] }],
		},
		{
			id: 3,
			price: 500,
			pipeline_id: 8,
			status_id: 142,
			custom_fields_values: [{ field_id: 1, values: [{ value: 'A-1' }] }],
		},
	];

	/** Gives all leads, whatever is asked for. */
	function unfiltered(account: Account): Account {
		account.api
			.get('/api/v4/leads')
			.query(({ limit }) => limit === '1')
			.reply(200, { _links: { next: { href: 'x' } }, _embedded: { leads: LEADS.slice(0, 1) } });
		return account;
	}

	const filters = {
		priceFrom: 100,
		stages: ['7/142'],
		customFields: { rows: [{ field: 1, value: 'A-1' }] },
	};

	it('the node filters itself, reads as far as it must, and says so once', async () => {
		const account = withFields(unfiltered(new Account()));
		account.api
			.get('/api/v4/leads')
			.query(({ limit }) => limit === '250')
			.reply(200, { _embedded: { leads: LEADS } });

		const run = await runAction(account, ['lead', 'getAll'], {
			filters,
			limit: 1,
			simplify: false,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM').map(({ id }) => id)).toEqual([2]);
		expect(run.hintsOf('amoCRM')).toMatchObject([
			{ message: expect.stringContaining(`The account ${account.domain} passes over filters`) },
		]);
	});

	it('a whole list is read once, and passes the node only filtered', async () => {
		const account = withFields(new Account());
		account.api
			.get('/api/v4/leads')
			.query(({ limit }) => limit === '250')
			.reply(200, { _embedded: { leads: LEADS } });

		const run = await runAction(account, ['lead', 'getAll'], {
			filters,
			returnAll: true,
			simplify: false,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM').map(({ id }) => id)).toEqual([2]);
		expect(run.hintsOf('amoCRM')).toHaveLength(1);
	});
});

describe('in Kommo, which has no filter by custom fields', () => {
	const LEADS = [
		{ id: 1, custom_fields_values: null },
		{ id: 2, custom_fields_values: [{ field_id: 1, values: [{ value: 'A-1' }] }] },
		{ id: 3, custom_fields_values: [{ field_id: 1, values: [{ value: 'A-2' }] }] },
	];

	it.each([
		[{ limit: 1 }, {}],
		[{ returnAll: true }, { 'order[id]': 'asc' }],
	])('the node filters itself and says so: %j', async (many, order) => {
		const account = withFields(new Account('kommo.com'));
		account.api
			.get('/api/v4/leads')
			.query({ 'filter[name]': 'Deal', ...order, page: '1', limit: '250' })
			.reply(200, { _embedded: { leads: LEADS } });

		const run = await runAction(account, ['lead', 'getAll'], {
			filters: { name: 'Deal', customFields: { rows: [{ field: 1, value: 'a-1' }] } },
			simplify: false,
			...many,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM').map(({ id }) => id)).toEqual([2]);
		expect(run.hintsOf('amoCRM')).toMatchObject([
			{ message: expect.stringContaining('Kommo does not filter by custom fields') },
		]);
	});
});

describe('what comes against the filter is not passed on', () => {
	/** In every list one that passes, and one that does not. */
	it.each<[string, string, INodeParameters, IDataObject, IDataObject]>([
		['lead', '/api/v4/leads', { name: 'A' }, { name: 'a' }, { name: 'B' }],
		[
			'lead',
			'/api/v4/leads',
			{ closedFrom: '2026-01-31T00:00:00Z' },
			{ closed_at: 1769817600 },
			{ closed_at: null },
		],
		[
			'lead',
			'/api/v4/leads',
			{ responsibleUserIds: [9] },
			{ responsible_user_id: 9 },
			{ responsible_user_id: 8 },
		],
		[
			'lead',
			'/api/v4/leads',
			{ stages: ['7/142'] },
			{ pipeline_id: 7, status_id: 142 },
			{ pipeline_id: 8, status_id: 142 },
		],
		[
			'task',
			'/api/v4/tasks',
			{ isCompleted: false },
			{ is_completed: false },
			{ is_completed: true },
		],
		['task', '/api/v4/tasks', { taskTypes: [2] }, { task_type_id: 2 }, { task_type_id: 1 }],
		[
			'task',
			'/api/v4/tasks',
			{ entityType: 'leads' },
			{ entity_type: 'leads' },
			{ entity_type: null },
		],
		[
			'event',
			'/api/v4/events',
			{ types: ['lead_added'] },
			{ type: 'lead_added' },
			{ type: 'lead_deleted' },
		],
		[
			'event',
			'/api/v4/events',
			{ types: ['custom_field_value_changed'] },
			{ type: 'custom_field_7_value_changed' },
			{ type: 'lead_added' },
		],
		[
			'source',
			'/api/v4/sources',
			{ externalId: 's1' },
			{ external_id: 's1' },
			{ external_id: 's2' },
		],
		[
			'chatTemplate',
			'/api/v4/chats/templates',
			{ externalId: 's1' },
			{ external_id: 's1' },
			{ external_id: 's2' },
		],
		[
			'contactChat',
			'/api/v4/contacts/chats',
			{ contactIds: '7' },
			{ contact_id: 7 },
			{ contact_id: 8 },
		],
		[
			'unsorted',
			'/api/v4/leads/unsorted',
			{ categories: ['sip'] },
			{ uid: 'a', category: 'sip' },
			{ uid: 'b', category: 'forms' },
		],
		[
			'talk',
			'/api/v4/talks',
			{ entityType: 'lead' },
			{ talk_id: 1, entity_type: 'lead' },
			{ talk_id: 2, entity_type: 'customer' },
		],
	])('%s: %s %j', async (resource, path, filters, fine, wrong) => {
		const account = new Account();
		const collections = [
			'leads',
			'tasks',
			'events',
			'sources',
			'chat_templates',
			'chats',
			'unsorted',
			'talks',
		];
		const all = [{ id: 1, ...fine }, { id: 2, ...wrong }, { id: 3 }];
		account.api
			.get(path)
			.query(true)
			.reply(200, { _embedded: Object.fromEntries(collections.map((name) => [name, all])) });

		const output = await outputOf(account, [resource, 'getAll'], {
			filters,
			returnAll: true,
			simplify: false,
		});

		expect(output).toEqual([all[0], all[2]]);
	});
});

describe('lead: getAll', () => {
	it('reads what is in the trash, of which amoCRM tells little', async () => {
		const account = new Account();
		const lead = { id: 501, updated_at: 1769853600, updated_by: 9, is_deleted: true };
		account.api
			.get('/api/v4/leads')
			.query({ page: '1', limit: '50', with: 'only_deleted' })
			.reply(200, { _embedded: { leads: [{ ...lead, _links: {} }] } });

		expect(await outputOf(account, ['lead', 'getAll'], { with: ['only_deleted'] })).toMatchObject([
			lead,
		]);
	});
});
