import type { IDataObject } from 'n8n-workflow';

import { Emulated } from './emulated';
import { operation } from './operation';

const createField = operation('customField', 'create');
const earn = operation('customerBonus', 'earn');
const redeem = operation('customerBonus', 'redeem');
const createCatalog = operation('catalog', 'create');
const updateCatalog = operation('catalog', 'update');
const createElement = operation('catalogElement', 'create');
const getElements = operation('catalogElement', 'getAll');
const updateElement = operation('catalogElement', 'update');
const upsertElement = operation('catalogElement', 'upsert');
const createCustomer = operation('customer', 'create');
const getCustomer = operation('customer', 'get');
const getCustomers = operation('customer', 'getAll');
const updateCustomer = operation('customer', 'update');
const createStatus = operation('customerStatus', 'create');
const deleteStatus = operation('customerStatus', 'delete');
const updateStatus = operation('customerStatus', 'update');
const createTransaction = operation('customerTransaction', 'create');
const deleteTransaction = operation('customerTransaction', 'delete');
const getTransactions = operation('customerTransaction', 'getAll');
const createSegment = operation('segment', 'create');
const deleteSegment = operation('segment', 'delete');
const getSegments = operation('segment', 'getAll');
const updateSegment = operation('segment', 'update');

const amo = new Emulated();

beforeAll(async () => await amo.open());
beforeEach(async () => await amo.enter());

const mapping = (value: IDataObject, matchingColumns: string[] = []) => ({
	fields: { mappingMode: 'defineBelow', value, matchingColumns },
});

const lead = async (mode: 'segments' | 'periodicity') =>
	await amo.patch('/customers/mode', { mode, is_enabled: true });

async function addCatalog() {
	const [{ id }] = (await amo.run(createCatalog, {
		name: 'Goods',
		additionalFields: { type: 'regular', sort: 5, canAddElements: true, canLinkMultiple: false },
	})) as IDataObject[];
	return id as number;
}

it('catalogs and elements: made with fields of their own, found, changed', async () => {
	const catalog = await addCatalog();
	const updateFields = { name: 'More', sort: 6 };
	expect(await amo.run(updateCatalog, { catalog, updateFields })).toMatchObject([
		{ id: catalog, name: 'More', can_link_multiple: false },
	]);
	const entity = `catalogs/${catalog}`;
	await amo.run(createField, { entity, name: 'Price', type: 'price' });
	const [article] = (await amo.run(createField, {
		entity,
		name: 'Article',
		type: 'text',
	})) as IDataObject[];

	const fields = { name: 'Car', Price: 5, Article: 'c-1' };
	const [element] = (await amo.run(createElement, {
		catalog,
		...mapping(fields),
	})) as IDataObject[];
	await amo.run(updateElement, { catalog, catalogElement: element.id, ...mapping({ Price: 7.5 }) });
	const filters = { query: 'c-1', ids: String(element.id) };
	expect(await amo.run(getElements, { catalog, filters })).toMatchObject([
		{ id: element.id, name: 'Car', custom_fields: { Price: 7.5, Article: 'c-1' } },
	]);

	const column = `cf_${String(article.id)}`;
	const wish = (value: string) => ({
		catalog,
		...mapping({ name: value, [column]: value }, [column]),
	});
	expect(await amo.run(upsertElement, wish('c-1'), wish('c-2'))).toMatchObject([
		{ id: element.id, operation: 'updated' },
		{ operation: 'created' },
	]);
});

it('segments and customers: made, changed, read as they were written', async () => {
	await lead('segments');
	await amo.run(createField, { entity: 'customers/segments', name: 'Note', type: 'text' });
	const [segment] = (await amo.run(
		createSegment,
		mapping({ name: 'VIP', color: '#AE003F', Note: 'x' }),
	)) as IDataObject[];
	await amo.run(updateSegment, { segment: segment.id, ...mapping({ name: 'Best' }) });
	expect(await amo.run(getSegments, {})).toMatchObject([
		{ id: segment.id, name: 'Best', color: 'ae003f', custom_fields: { Note: 'x' } },
	]);

	const [customer] = (await amo.run(
		createCustomer,
		mapping({ name: 'Ann', segments: segment.id, tags: 'VIP', next_price: 5 }),
	)) as IDataObject[];
	const changes = { next_date: '2026-01-31', tags: 'n8n' };
	await amo.run(updateCustomer, { customer: customer.id, ...mapping(changes) });
	expect(await amo.run(getCustomer, { customer: customer.id })).toMatchObject([
		{ name: 'Ann', segments: [segment.id], tags: ['VIP', 'n8n'], next_price: 5 },
	]);
	const filters = { nextPriceFrom: 5, nextPurchaseTo: '2026-02-01' };
	expect(await amo.run(getCustomers, { filters })).toMatchObject([{ id: customer.id }]);
	expect(await amo.run(deleteSegment, { segment: segment.id })).toEqual([
		{ deleted: true, id: segment.id },
	]);
});

it('purchases and points of a customer', async () => {
	const catalog = await addCatalog();
	const [element] = (await amo.run(createElement, {
		catalog,
		...mapping({ name: 'Tea' }),
	})) as IDataObject[];
	const [{ id: customer }] = (await amo.run(
		createCustomer,
		mapping({ name: 'Ann' }),
	)) as IDataObject[];
	const catalogElements = { rows: [{ id: element.id, catalogId: catalog, quantity: 2 }] };
	const [transaction] = (await amo.run(createTransaction, {
		customer,
		price: 100,
		additionalFields: {
			comment: 'Tea',
			completedAt: '2026-01-31',
			nextDate: '2026-02-28',
			nextPrice: 7,
			catalogElements,
		},
	})) as IDataObject[];
	const filters = { ids: String(transaction.id) };
	for (const whose of [customer, '']) {
		expect(await amo.run(getTransactions, { customer: whose, filters })).toMatchObject([
			{ price: 100, comment: 'Tea', customer_id: customer, catalog_elements: [{ id: element.id }] },
		]);
	}
	expect(await amo.run(deleteTransaction, { customerTransaction: transaction.id })).toEqual([
		{ deleted: true, id: transaction.id },
	]);
	await amo.run(earn, { customer, points: 5 });
	expect(await amo.run(redeem, { customer, points: 2 })).toEqual([
		{ customer_id: customer, bonus_points: 3 },
	]);
});

it('customers who are led by their next purchase have statuses, and need a date', async () => {
	await lead('periodicity');
	const [status] = (await amo.run(createStatus, {
		name: 'New',
		sort: 5,
		additionalFields: { color: '#fffd7f' },
	})) as IDataObject[];
	const updateFields = { name: 'Newer' };
	expect(await amo.run(updateStatus, { customerStatus: status.id, updateFields })).toMatchObject([
		{ id: status.id, name: 'Newer', color: '#fffd7f' },
	]);
	const made = await amo.run(
		createCustomer,
		mapping({ name: 'Ann' }),
		mapping({ name: 'Eve', next_date: '2026-01-31', status_id: status.id, periodicity: 30 }),
	);
	expect(made).toEqual([expect.stringContaining('"Next Purchase At"'), { id: expect.any(Number) }]);
	expect(await amo.run(deleteStatus, { customerStatus: status.id })).toEqual([
		{ deleted: true, id: status.id },
	]);
});
