import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Account, loadOptions } from '../support';
import { action, runAction } from './action';

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

	it.each([
		[{ field: 1, value: 'A-1, A-2' }, { '[1][]': ['A-1', 'A-2'] }],
		[{ field: 'Size', value: 'Big, 22' }, { '[2][]': ['21', '22'] }],
		[
			{ field: 3, from: '1.5', to: '2' },
			{ '[3][from]': '1.5', '[3][to]': '2' },
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

		expect(offered.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
	});
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
