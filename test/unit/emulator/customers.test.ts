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
