import { Writer, type Written } from './support';

const writer = new Writer();
const { asClerk, complaint, patch, post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const lead = async (mode: 'segments' | 'periodicity') =>
	await patch('/customers/mode', { mode, is_enabled: true });

const addCustomer = async (customer: Record<string, unknown> = {}) =>
	(await post('/customers', [{ name: 'Ann', ...customer }])).json._embedded.customers[0]
		.id as number;

describe('the mode of customers', () => {
	it('is shown by the account and set by admins', async () => {
		const shown = async () => (await read('/account')).json.customers_mode;
		expect(await shown()).toBe('disabled');
		const { status, json } = await lead('periodicity');
		expect([status, json]).toEqual([200, { mode: 'periodicity', is_enabled: true }]);
		expect(await shown()).toBe('periodicity');
		const body = { mode: 'segments', is_enabled: true };
		expect((await asClerk('PATCH', '/customers/mode', body)).status).toBe(403);
		expect((await patch('/customers/mode', { mode: 'dynamic', is_enabled: true })).status).toBe(
			400,
		);
	});
});

describe('customers', () => {
	it('are created with a little answer and read with all keys', async () => {
		const { json } = await post('/customers', [
			{ name: 'Ann', next_price: 5, tags_to_add: [{ name: 'vip' }], request_id: 'mine' },
		]);
		const [{ id }] = json._embedded.customers;
		const _links = { self: { href: expect.stringMatching(`/customers/${String(id)}$`) } };
		expect(json._embedded.customers).toEqual([{ id, request_id: 'mine', _links }]);
		const user = writer.town.account.adminUserId;
		expect((await read(`/customers/${String(id)}`)).json).toEqual({
			id,
			name: 'Ann',
			next_price: 5,
			next_date: null,
			responsible_user_id: user,
			status_id: expect.any(Number),
			periodicity: 0,
			created_by: user,
			updated_by: user,
			created_at: expect.any(Number),
			updated_at: expect.any(Number),
			closest_task_at: null,
			is_deleted: false,
			custom_fields_values: null,
			ltv: 0,
			purchases_count: 0,
			average_check: 0,
			account_id: writer.town.account.id,
			_links,
			_embedded: { segments: [], tags: [expect.objectContaining({ name: 'vip' })] },
		});
	});

	it('answer a change with id and time', async () => {
		const id = await addCustomer();
		const { json } = await patch(`/customers/${id}`, { name: 'Eve' });
		expect(json).toEqual({ id, updated_at: expect.any(Number), _links: expect.anything() });
		expect((await read('/customers/1')).status).toBe(204);
	});

	it('need a name, and a date where they are led by their next purchase', async () => {
		expect(await complaint('/customers', {})).toEqual(['FieldMissing name']);
		await lead('periodicity');
		expect(await complaint('/customers', { name: 'Ann' })).toEqual(['FieldMissing next_date']);
	});

	it.each([
		['filter[next_price][from]=6', ['Eve']],
		['filter[next_date][to]=100', ['Ann']],
		['filter[name]=Eve', ['Eve']],
		['query=ann', ['Ann']],
	])('are found by %s', async (query, names) => {
		await addCustomer({ next_price: 5, next_date: 100 });
		await addCustomer({ name: 'Eve', next_price: 10, next_date: 200 });
		const { json } = await read<Written>(`/customers?${query}`);
		expect(json._embedded.customers.map(({ name }) => name)).toEqual(names);
	});

	it('show those they are linked to when asked', async () => {
		const id = await addCustomer();
		const [contact] = await writer.town.control.seed('alpha', 'contacts', [{ name: 'Bob' }]);
		await post(`/customers/${id}/link`, [{ to_entity_id: contact, to_entity_type: 'contacts' }]);
		const { json } = await read<Written>(`/customers/${id}?with=contacts,companies`);
		expect(json._embedded).toMatchObject({ contacts: [{ id: contact }], companies: [] });
	});
});

describe('transactions', () => {
	const buy = async (id: number, transaction: Record<string, unknown>) =>
		await post(`/customers/${id}/transactions`, [transaction]);

	it('are counted in their customer and change what is expected next', async () => {
		const id = await addCustomer();
		const { json } = await buy(id, { price: 100, next_price: 7, request_id: 'r' });
		const [made] = json._embedded.transactions;
		expect(made).toMatchObject({ customer_id: id, request_id: 'r' });
		await buy(id, { price: 50 });
		const counted = async () => (await read(`/customers/${id}`)).json;
		expect(await counted()).toMatchObject({
			ltv: 150,
			purchases_count: 2,
			average_check: 75,
			next_price: 7,
		});
		expect((await remove(`/customers/transactions/${String(made.id)}`)).status).toBe(204);
		expect(await counted()).toMatchObject({ ltv: 50, purchases_count: 1 });
	});

	it('are read of one customer or of all', async () => {
		const [ann, eve] = [await addCustomer(), await addCustomer({ name: 'Eve' })];
		const { json } = await buy(ann, { price: 1, comment: 'Tea' });
		const [{ id }] = json._embedded.transactions;
		await buy(eve, { price: 2 });
		const prices = async (path: string) =>
			(await read<Written>(path)).json._embedded.transactions.map(({ price }) => price);
		expect(await prices('/customers/transactions')).toEqual([1, 2]);
		expect(await prices(`/customers/transactions?filter[id]=${String(id)}`)).toEqual([1]);
		expect(await prices(`/customers/${eve}/transactions`)).toEqual([2]);
		expect((await read(`/customers/${eve}/transactions/${String(id)}`)).status).toBe(204);
		expect((await read(`/customers/${ann}/transactions/${String(id)}`)).json).toMatchObject({
			price: 1,
			comment: 'Tea',
			customer_id: ann,
			is_deleted: false,
			_embedded: { customer: { id: ann, _links: expect.anything() } },
		});
	});

	it('need a price, a customer and elements that are there', async () => {
		const id = await addCustomer();
		const path = `/customers/${id}/transactions`;
		expect(await complaint(path, {})).toEqual(['FieldMissing price']);
		const catalog_elements = [{ id: 1, metadata: { catalog_id: 1, quantity: 1 } }];
		expect(await complaint(path, { price: 1, _embedded: { catalog_elements } })).toEqual([
			'NotSupportedChoice _embedded.catalog_elements.0.id',
		]);
		expect((await buy(1, { price: 1 })).status).toBe(404);
	});
});

it('bonus points are earned or redeemed, one of both, as far as they go', async () => {
	const path = `/customers/${await addCustomer()}/bonus_points`;
	expect((await post(path, { earn: 500 })).json).toEqual({ bonus_points: 500 });
	expect((await post(path, { redeem: 200 })).json).toEqual({ bonus_points: 300 });
	for (const body of [{}, { earn: 1, redeem: 1 }, { redeem: 301 }, { earn: '5' }]) {
		expect((await post(path, body)).status).toBe(400);
	}
});

describe('statuses of customers', () => {
	const PATH = '/customers/statuses';

	it('are there only where customers are led by their next purchase', async () => {
		await lead('segments');
		expect((await read(PATH)).status).toBe(422);
		await lead('periodicity');
		const { json } = await read<Written>(PATH);
		expect(json).not.toHaveProperty('_page');
		expect(json).toMatchObject({ _total_items: 4, _links: expect.anything() });
	});

	it('are made in batches, changed one by one, and the fixed ones stay', async () => {
		await lead('periodicity');
		const { json } = await post(PATH, [{ name: 'New', sort: 100, color: '#fffeb2' }]);
		const [made] = json._embedded.statuses;
		expect(json).toMatchObject({ _total_items: 1, _links: expect.anything() });
		expect(made).toEqual({ id: made.id, request_id: '0', _links: expect.anything() });
		const one = `${PATH}/${String(made.id)}`;
		expect((await patch(one, { name: 'Newer' })).json).toMatchObject({
			name: 'Newer',
			sort: 100,
			is_default: false,
			type: 0,
			conditions: [],
			request_id: '0',
		});
		expect((await patch(one, {})).status).toBe(400);
		expect((await patch(PATH, [{ id: made.id }])).status).toBe(405);
		expect((await remove(one)).status).toBe(204);
		const [fixed] = (await read<Written>(PATH)).json._embedded.statuses;
		expect((await remove(`${PATH}/${String(fixed.id)}`)).status).toBe(400);
		expect((await asClerk('POST', PATH, [{ name: 'X', sort: 1 }])).status).toBe(403);
	});

	it('are 30 at most', async () => {
		await lead('periodicity');
		const many = Array.from({ length: 26 }, () => ({ name: 'S', sort: 1 }));
		expect((await post(PATH, many)).status).toBe(200);
		expect((await post(PATH, [{ name: 'S', sort: 1 }])).status).toBe(422);
	});
});

describe('segments', () => {
	const PATH = '/customers/segments';

	beforeEach(async () => await lead('segments'));

	it('are made one at a time and show all they have', async () => {
		const { id: fieldId } = await writer.addField('customers/segments', { type: 'text' });
		const values = [{ value: 'x' }];
		const { status, json } = await post<{ id: number }>(PATH, {
			name: 'VIP',
			color: 'ae003f',
			custom_fields_values: [{ field_id: fieldId, values }],
		});
		expect([status, json]).toEqual([
			200,
			{
				id: json.id,
				name: 'VIP',
				color: 'ae003f',
				created_at: expect.any(Number),
				updated_at: expect.any(Number),
				account_id: writer.town.account.id,
				available_products_price_types: [],
				customers_count: 0,
				custom_fields_values: [expect.objectContaining({ field_id: fieldId, values })],
				_links: expect.anything(),
			},
		]);
		expect((await post(PATH, [{ name: 'VIP' }])).status).toBe(400);
		expect((await asClerk('POST', PATH, { name: 'VIP' })).status).toBe(403);
	});

	it('count their customers, who forget them when they go', async () => {
		const { id } = (await post<{ id: number }>(PATH, { name: 'VIP' })).json;
		const customer = await addCustomer({ _embedded: { segments: [{ id }] } });
		expect((await read<Written>(PATH)).json).toMatchObject({
			_total_items: 1,
			_page: 1,
			_page_count: 1,
			_embedded: { segments: [{ id, customers_count: 1, custom_fields_values: [] }] },
		});
		expect((await remove(`${PATH}/${id}`)).status).toBe(204);
		const { json } = await read<Written>(`/customers/${customer}`);
		expect(json._embedded.segments).toEqual([]);
	});

	it('are not there where customers are led otherwise', async () => {
		await lead('periodicity');
		expect((await read(PATH)).status).toBe(422);
	});

	it.each([
		['a name is missing', { color: 'ae003f' }, 400],
		['the colour is none of amoCRM’s', { name: 'X', color: '#ae003f' }, 400],
		['a price is none of a list’s fields', { name: 'X', available_products_price_types: [1] }, 400],
	])('are refused when %s', async (_what, body, status) => {
		expect((await post(PATH, body)).status).toBe(status);
	});
});
