import type { IDataObject } from 'n8n-workflow';

import { Account, locator, runWorkflow } from '../support';
import { cards } from './cards';
import { nodeType } from '../../../tools/system/manifest';

const node = (resource: string, operation: string, parameters: IDataObject) => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	typeVersion: 1,
	parameters: { authentication: 'token', resource, operation, ...parameters },
});

const raw = (id: number) => ({
	id,
	name: `Card ${id}`,
	custom_fields_values: [
		{
			field_id: 1,
			field_name: 'Phone',
			field_type: 'multitext',
			values: [
				{ value: '+7', enum_id: 5, enum_code: 'WORK' },
				{ value: '+8', enum_id: 6, enum_code: 'MOB' },
			],
		},
		{
			field_id: 2,
			field_name: 'Size',
			field_type: 'select',
			values: [{ value: 'Big', enum_id: 21 }],
		},
	],
	_links: { self: { href: 'https://example.amocrm.ru' } },
	_embedded: { tags: [{ id: 1, name: 'VIP' }], contacts: [{ id: 31, is_main: true }] },
});

const simple = (id: number) => ({
	id,
	name: `Card ${id}`,
	tags: ['VIP'],
	contacts: [31],
	main_contact: 31,
	custom_fields: {
		Phone: [
			{ value: '+7', kind: 'WORK' },
			{ value: '+8', kind: 'MOB' },
		],
		Size: 'Big',
	},
});

/** One page of a list, and whether another follows. */
const page = (path: string, ids: number[], hasNext: boolean) => ({
	_links: hasNext ? { next: { href: 'https://evil.example.com/api/v4/leads?page=2' } } : {},
	_embedded: { [path]: ids.map(raw) },
});

const ids = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => from + index);

describe.each(cards)('$resource: get', ({ resource, path }) => {
	it('reads each item its card, simplified', async () => {
		const account = new Account();
		account.api.get(`/api/v4/${path}/11`).query({ with: 'leads' }).reply(200, raw(11));
		account.api.get(`/api/v4/${path}/12`).query({ with: 'leads' }).reply(200, raw(12));

		const run = await runWorkflow({
			nodes: [
				node(resource, 'get', { [resource]: locator('id', '={{ $json.id }}'), with: ['leads'] }),
			],
			credentials: account.credentials,
			input: [{ json: { id: 11 } }, { json: { id: 12 } }],
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: simple(11), pairedItem: { item: 0 } },
			{ json: simple(12), pairedItem: { item: 1 } },
		]);
	});

	it("gives amoCRM's own form where it is wanted", async () => {
		const account = new Account();
		account.api.get(`/api/v4/${path}/11`).reply(200, raw(11));

		const run = await runWorkflow({
			nodes: [node(resource, 'get', { [resource]: locator('id', '11'), simplify: false })],
			credentials: account.credentials,
		});

		expect(run.json('amoCRM')).toEqual([raw(11)]);
	});

	it('says so where there is no such card (204)', async () => {
		const account = new Account();
		account.api.get(`/api/v4/${path}/11`).reply(204);

		const run = await runWorkflow({
			nodes: [node(resource, 'get', { [resource]: locator('id', '11') })],
			credentials: account.credentials,
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no ${resource} 11.`,
		);
	});
});

describe.each(cards)('$resource: getAll', ({ resource, path }) => {
	it('reads all pages at the own address, by what never changes', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}`)
			.query({ 'order[id]': 'asc', page: '1', limit: '250' })
			.reply(200, page(path, ids(1, 250), true));
		account.api
			.get(`/api/v4/${path}`)
			.query({ 'order[id]': 'asc', page: '2', limit: '250' })
			.reply(200, page(path, [251], false));

		const run = await runWorkflow({
			nodes: [node(resource, 'getAll', { returnAll: true })],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM').map(({ id }) => id)).toEqual(ids(1, 251));
		expect(run.output('amoCRM')[250]).toEqual({ json: simple(251), pairedItem: { item: 0 } });
	});

	it('puts a whole list into the order that was chosen only when it has been read', async () => {
		const account = new Account();
		const changed = (id: number, updated_at: number) => ({ ...raw(id), updated_at });
		account.api
			.get(`/api/v4/${path}`)
			.query({ 'order[id]': 'asc', page: '1', limit: '250' })
			.reply(200, { _embedded: { [path]: [changed(1, 20), changed(2, 30), changed(3, 20)] } });

		const run = await runWorkflow({
			nodes: [
				node(resource, 'getAll', {
					returnAll: true,
					order: { sort: { by: 'updated_at', direction: 'desc' } },
				}),
			],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM').map(({ id }) => id)).toEqual([2, 1, 3]);
	});

	it('gives no card twice that others have moved to the next page', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}`)
			.query(({ page: number }) => number === '1')
			.reply(200, page(path, ids(1, 250), true));
		account.api
			.get(`/api/v4/${path}`)
			.query(({ page: number }) => number === '2')
			.reply(200, page(path, ids(249, 4), false));

		const run = await runWorkflow({
			nodes: [node(resource, 'getAll', { returnAll: true })],
			credentials: account.credentials,
		});

		expect(run.json('amoCRM').map(({ id }) => id)).toEqual(ids(1, 252));
	});

	it('says so where amoCRM ends the list before its end', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}`)
			.query(true)
			.times(3)
			.reply(200, page(path, ids(1, 250), true));

		const run = await runWorkflow({
			nodes: [node(resource, 'getAll', { returnAll: true })],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toHaveLength(250);
		expect(run.hintsOf('amoCRM')).toMatchObject([
			{ message: expect.stringContaining(`The account ${account.domain} ended the list of`) },
		]);
	});

	it('asks for no more than the limit', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}`)
			.query({ page: '1', limit: '2' })
			.reply(200, page(path, [1, 2], true));

		const run = await runWorkflow({
			nodes: [node(resource, 'getAll', { limit: 2, simplify: false })],
			credentials: account.credentials,
		});

		expect(run.json('amoCRM')).toEqual([raw(1), raw(2)]);
	});

	it('cuts the last page where the limit is no multiple of a page', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}`)
			.query({ page: '1', limit: '250' })
			.reply(200, page(path, ids(1, 250), true));
		account.api
			.get(`/api/v4/${path}`)
			.query(({ page: number }) => number === '2')
			.reply(200, page(path, ids(251, 250), true));

		const run = await runWorkflow({
			nodes: [node(resource, 'getAll', { limit: 260 })],
			credentials: account.credentials,
		});

		expect(run.json('amoCRM').map(({ id }) => id)).toEqual(ids(1, 260));
	});

	it('gives nothing where amoCRM finds nothing (204)', async () => {
		const account = new Account();
		account.api.get(`/api/v4/${path}`).query(true).reply(204);

		const run = await runWorkflow({
			nodes: [
				node(resource, 'getAll', { returnAll: true }),
				{ name: 'After', type: 'n8n-nodes-base.noOp' },
			],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([]);
	});

	it('sends filters, order and what to include', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}`)
			.query((query) => {
				expect(query).toEqual({
					with: 'leads',
					query: '+7 900',
					'filter[id][]': ['501', '502'],
					'filter[responsible_user_id][]': '9',
					'filter[created_at][from]': '1769817600',
					'filter[updated_at][to]': '1769853600',
					'order[updated_at]': 'desc',
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, page(path, [501], false));

		const run = await runWorkflow({
			nodes: [
				node(resource, 'getAll', {
					with: ['leads'],
					filters: {
						query: '+7 900',
						ids: '501, 502',
						responsibleUserIds: [9],
						createdFrom: '2026-01-31T00:00:00Z',
						updatedTo: '={{ $json.until }}',
					},
					order: { sort: { by: 'updated_at', direction: 'desc' } },
				}),
			],
			credentials: account.credentials,
			input: [{ json: { until: '2026-01-31T10:00:00Z' } }],
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([simple(501)]);
	});
});
