import { Account, loadOptions, locator, mapperColumns } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const path = '/api/v4/customers';

const DAY = '2026-01-31T10:00:00Z';
const DAY_SECONDS = 1769853600;

const purchase = {
	next_date: DAY,
	next_price: 500,
	periodicity: 30,
	status_id: 5,
	segments: '43, 45',
	tags: 'VIP',
};

const purchaseSent = {
	next_date: DAY_SECONDS,
	next_price: 500,
	periodicity: 30,
	status_id: 5,
};

const segments = [{ id: 43 }, { id: 45 }];

describe('customer: create', () => {
	it('sends what is expected of a customer, many in one request', async () => {
		const account = new Account();
		account.api
			.post(path, [
				{
					name: 'Ann',
					...purchaseSent,
					_embedded: { segments, tags: [{ name: 'VIP' }] },
					request_id: '0',
				},
				{
					name: 'Eve',
					...purchaseSent,
					_embedded: { segments, tags: [{ name: 'VIP' }] },
					request_id: '1',
				},
			])
			.reply(200, {
				_embedded: {
					customers: [
						{ id: 2, request_id: '1', _links: {} },
						{ id: 1, request_id: '0', _links: {} },
					],
				},
			});

		const output = await outputOf(
			account,
			['customer', 'create'],
			{
				fields: {
					mappingMode: 'defineBelow',
					value: { name: '={{ $json.name }}', ...purchase },
				},
			},
			{ input: [{ json: { name: 'Ann' } }, { json: { name: 'Eve' } }] },
		);

		expect(output).toEqual([{ id: 1 }, { id: 2 }]);
	});

	it('names the date that amoCRM wants', async () => {
		const account = new Account();
		account.api.post(path).reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [{ code: 'FieldMissing', path: 'next_date', detail: 'This field is missing.' }],
				},
			],
		});

		const run = await runAction(account, ['customer', 'create'], {
			fields: { mappingMode: 'defineBelow', value: { name: 'Ann' } },
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} did not accept the data: "Next Purchase At".`,
		);
	});

	it('takes only numbers for segments', async () => {
		const run = await runAction(new Account(), ['customer', 'create'], {
			fields: { mappingMode: 'defineBelow', value: { name: 'Ann', segments: 'VIP' } },
		});

		expect(run.errorOf('amoCRM')?.message).toBe('The field "Segment IDs" cannot be "VIP".');
	});
});

describe('customer: get', () => {
	it('reads one with its links as ids, which can be written back', async () => {
		const account = new Account();
		account.api
			.get(`${path}/1`)
			.query({ with: 'contacts' })
			.reply(200, {
				id: 1,
				name: 'Ann',
				next_date: DAY_SECONDS,
				custom_fields_values: null,
				_links: {},
				_embedded: { segments, tags: [], contacts: [{ id: 7, is_main: true }] },
			});

		const output = await outputOf(account, ['customer', 'get'], {
			customer: locator('url', `${account.url}/customers/detail/1`),
			with: ['contacts'],
		});

		expect(output).toEqual([
			{
				id: 1,
				name: 'Ann',
				next_date: DAY_SECONDS,
				segments: [43, 45],
				tags: [],
				contacts: [7],
				main_contact: 7,
				custom_fields: {},
			},
		]);
	});
});

describe('customer: getAll', () => {
	it('filters by what is expected next', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query((query) => {
				expect(query).toEqual({
					'filter[status_id][]': '5',
					'filter[next_price][from]': '100',
					'filter[next_date][to]': String(DAY_SECONDS),
					'filter[responsible_user_id][]': '9',
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, {
				_embedded: {
					customers: [
						{
							id: 1,
							status_id: 5,
							next_price: 100,
							next_date: DAY_SECONDS,
							responsible_user_id: 9,
						},
					],
				},
			});

		const output = await outputOf(account, ['customer', 'getAll'], {
			filters: {
				statuses: [5],
				nextPriceFrom: 100,
				nextPurchaseTo: DAY,
				responsibleUserIds: [9],
			},
		});

		expect(output).toMatchObject([{ id: 1 }]);
	});
});

describe('customer: update', () => {
	it('changes what is given; tags are added, segments replaced', async () => {
		const account = new Account();
		account.api
			.patch(path, [
				{
					...purchaseSent,
					_embedded: { segments },
					tags_to_add: [{ name: 'VIP' }],
					id: 1,
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { customers: [{ id: 1, updated_at: 5, _links: {} }] } });

		const output = await outputOf(account, ['customer', 'update'], {
			customer: locator('id', 1),
			fields: { mappingMode: 'defineBelow', value: purchase },
		});

		expect(output).toEqual([{ id: 1, updated_at: 5 }]);
	});
});

describe('in the editor', () => {
	const open = (account: Account, operation = 'create') => ({
		type: nodeType('amoCrm'),
		parameters: { authentication: 'token', resource: 'customer', operation },
		credentials: account.credentials,
	});

	const form = async (account: Account, operation?: string) => {
		account.api.get('/api/v4/users').query(true).reply(204);
		account.api.get(`${path}/custom_fields`).query(true).reply(204);
		const { fields } = await mapperColumns(open(account, operation), 'map_customer');
		return fields;
	};

	const statuses = (account: Account) => account.api.get(`${path}/statuses`);

	it.each([
		['periodicity', ['name', 'next_date']],
		['segments', ['name']],
	])('marks what a new customer needs where they are led by %s', async (mode, needed) => {
		const account = new Account();
		account.api.get('/api/v4/account').reply(200, { id: account.id, customers_mode: mode });
		statuses(account).reply(mode === 'periodicity' ? 204 : 422, { status: 422 });

		const columns = await form(account);

		expect(columns.filter(({ required }) => required).map(({ id }) => id)).toEqual(needed);
	});

	it('needs nothing for a change', async () => {
		const account = new Account();
		statuses(account).reply(204);

		const columns = await form(account, 'update');

		expect(columns.filter(({ required }) => required)).toEqual([]);
	});

	it('offers the statuses', async () => {
		const account = new Account();
		statuses(account).reply(200, { _embedded: { statuses: [{ id: 5, name: 'Closed' }] } });

		expect(await loadOptions(open(account), 'getCustomerStatuses')).toEqual([
			{ name: 'Closed', value: 5 },
		]);
	});
});

describe('customer: setMode', () => {
	it('says how customers are led, as one object', async () => {
		const account = new Account();
		const mode = { mode: 'segments', is_enabled: true };
		account.api.patch('/api/v4/customers/mode', mode).reply(200, mode);

		expect(await outputOf(account, ['customer', 'setMode'], { mode: 'segments' })).toEqual([mode]);
	});

	it('switches customers off', async () => {
		const account = new Account();
		const mode = { mode: 'periodicity', is_enabled: false };
		account.api.patch('/api/v4/customers/mode', mode).reply(200, mode);
		const parameters = { mode: 'periodicity', isEnabled: false };

		expect(await outputOf(account, ['customer', 'setMode'], parameters)).toEqual([mode]);
	});

	it('says that the plan of the account has no customers', async () => {
		const account = new Account();
		account.api.patch('/api/v4/customers/mode').reply(402, { status: 402 });

		const run = await runAction(account, ['customer', 'setMode'], { mode: 'segments' });

		expect(run.errorOf('amoCRM')?.message).toBe(`The plan of ${account.domain} has no customers.`);
	});
});
