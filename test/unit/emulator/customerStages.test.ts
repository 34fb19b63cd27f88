import { Writer, type Written } from './support';

const writer = new Writer();
const { asClerk, made, patch, post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const lead = async (mode: 'segments' | 'periodicity') =>
	await patch('/customers/mode', { mode, is_enabled: true });

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

	it('count their customers, who forget them when they go', async () => {
		const { id } = (await post<{ id: number }>(PATH, { name: 'VIP' })).json;
		const [customer] = await made('/customers', {
			name: 'Ann',
			_embedded: { segments: [{ id }] },
		});
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
