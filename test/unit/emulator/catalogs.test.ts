import { Writer, type Written } from './support';

const writer = new Writer();
const { asClerk, complaint, made, patch, post, read } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const addCatalog = async (catalog: Record<string, unknown> = {}) =>
	(await made('/catalogs', { name: 'List', ...catalog }))[0];

describe('lists', () => {
	it('are ten at most, one of invoices and one of products', async () => {
		const invoices = await addCatalog({ type: 'invoices' });
		expect((await read('/account?with=invoices_settings')).json).toMatchObject({
			invoices_settings: { lang: null, invoices_catalog_id: invoices },
		});
		expect(await complaint('/catalogs', { name: 'More', type: 'invoices' })).toEqual([
			'NotSupportedChoice type',
		]);
		expect((await post('/catalogs', Array(10).fill({ name: 'X' }))).status).toBe(400);
		expect((await post('/catalogs', Array(9).fill({ name: 'X' }))).status).toBe(200);
	});

	it('are for those who may see lists', async () => {
		expect((await asClerk('GET', '/catalogs')).status).toBe(403);
	});

	it('of products are there once products are switched on', async () => {
		const PATH = '/catalogs/products/settings';
		expect((await read(PATH)).json).toEqual({ is_enabled: false, catalog_id: null });
		const { json } = await patch<{ catalog_id: number }>(PATH, { is_enabled: true });
		expect(json).toEqual({ is_enabled: true, catalog_id: expect.any(Number) });
		const path = `/catalogs/${json.catalog_id}`;
		expect((await read(path)).json).toMatchObject({ type: 'products', can_be_deleted: false });
		const fields = await read<Written>(`${path}/custom_fields`);
		expect(fields.json._embedded.custom_fields.map(({ code, type }) => [code, type])).toEqual([
			['SKU', 'text'],
			['DESCRIPTION', 'textarea'],
			['PRICE', 'price'],
			['GROUP', 'category'],
			['EXTERNAL_ID', 'text'],
		]);
	});
});

describe('elements', () => {
	it('have values, and number what was sent with them', async () => {
		const catalog = await addCatalog();
		const path = `/catalogs/${catalog}/elements`;
		const { id: fieldId } = await writer.addField(`catalogs/${catalog}`, { type: 'text' });
		const values = [{ value: 'red' }];
		const created = await post(path, [
			{ name: 'Car', custom_fields_values: [{ field_id: fieldId, values }] },
			{ name: 'Bike', request_id: 'mine' },
		]);
		const [car, bike] = created.json._embedded.elements;
		expect(car).toMatchObject({
			name: 'Car',
			catalog_id: catalog,
			account_id: writer.town.account.id,
			is_deleted: false,
			custom_fields_values: [{ field_id: fieldId, values }],
			invoice_link: null,
			request_id: 0,
		});
		expect(bike.request_id).toBe('mine');
		const changed = await patch(path, [{ id: bike.id, name: 'Bicycle' }]);
		expect(changed.json._embedded.elements).toMatchObject([
			{ name: 'Bicycle', request_id: bike.id, custom_fields_values: [] },
		]);
		expect((await read(`${path}/${String(bike.id)}`)).json).not.toHaveProperty('invoice_link');
		expect((await read(`${path}/1`)).status).toBe(204);
		const found = async (query: string) =>
			(await read<Written>(`${path}?${query}`)).json._embedded.elements.map(({ name }) => name);
		expect(await found('query=red')).toEqual(['Car']);
		expect(await found(`filter[id][]=${String(bike.id)}`)).toEqual(['Bicycle']);
	});

	it('of invoices have a page for the payer and room for a warning', async () => {
		const path = `/catalogs/${await addCatalog({ type: 'invoices' })}/elements`;
		const [id] = await made(path, { name: 'Bill' });
		const { json } = await read(`${path}/${id}?with=invoice_link`);
		expect(json).toMatchObject({
			invoice_link: expect.stringMatching(/^https:\/\/pay\.amocrm\.ru\/\w+$/),
			_embedded: { warning: { message: null } },
		});
	});

	it('need a name and a list', async () => {
		expect((await post('/catalogs/1/elements', [{ name: 'X' }])).status).toBe(404);
		const path = `/catalogs/${await addCatalog()}/elements`;
		expect(await complaint(path, {})).toEqual(['FieldMissing name']);
	});

	it('are linked to leads', async () => {
		const catalog = await addCatalog();
		const [element] = await made(`/catalogs/${catalog}/elements`, { name: 'Car' });
		const [lead] = await made('/leads', {});
		const metadata = { quantity: 2, catalog_id: catalog };
		await post(`/leads/${lead}/link`, [
			{ to_entity_id: element, to_entity_type: 'catalog_elements', metadata },
		]);
		const { json } = await read<Written>(`/leads/${lead}?with=catalog_elements`);
		expect(json._embedded.catalog_elements).toEqual([{ id: element, metadata }]);
	});
});
