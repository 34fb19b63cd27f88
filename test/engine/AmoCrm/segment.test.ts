import { Account, locator } from '../support';
import { outputOf } from './action';

const path = '/api/v4/customers/segments';

const knowsFields = (account: Account) =>
	account.api
		.get(`${path}/custom_fields`)
		.query(true)
		.reply(200, { _embedded: { custom_fields: [{ id: 1, name: 'Note', type: 'text' }] } });

const values = [{ field_id: 1, values: [{ value: 'x' }] }];

describe('segment: create', () => {
	it('sends each as one object, with fields of its own', async () => {
		const account = new Account();
		knowsFields(account);
		for (const [id, name] of [
			[51, 'VIP'],
			[52, 'New'],
		]) {
			account.api
				.post(path, {
					name,
					color: 'ae003f',
					available_products_price_types: [288891],
					custom_fields_values: values,
				})
				.reply(200, { id, name, customers_count: 0, _links: {} });
		}

		const output = await outputOf(
			account,
			['segment', 'create'],
			{
				fields: {
					mappingMode: 'defineBelow',
					value: {
						name: '={{ $json.name }}',
						color: '#AE003F',
						available_products_price_types: '288891',
						Note: 'x',
					},
				},
			},
			{ input: [{ json: { name: 'VIP' } }, { json: { name: 'New' } }] },
		);

		expect(output).toEqual([
			{ id: 51, name: 'VIP', customers_count: 0 },
			{ id: 52, name: 'New', customers_count: 0 },
		]);
	});
});

describe('segment: get', () => {
	it('reads one with its fields by name', async () => {
		const account = new Account();
		account.api.get(`${path}/51`).reply(200, {
			id: 51,
			name: 'VIP',
			custom_fields_values: [{ ...values[0], field_name: 'Note', field_type: 'text' }],
			_links: {},
		});

		expect(await outputOf(account, ['segment', 'get'], { segment: locator('id', 51) })).toEqual([
			{ id: 51, name: 'VIP', custom_fields: { Note: 'x' } },
		]);
	});
});

describe('segment: getAll', () => {
	it('reads the list', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query({ page: '1', limit: '50' })
			.reply(200, {
				_total_items: 1,
				_embedded: { segments: [{ id: 51, name: 'VIP', custom_fields_values: [] }] },
			});

		expect(await outputOf(account, ['segment', 'getAll'])).toEqual([
			{ id: 51, name: 'VIP', custom_fields: {} },
		]);
	});
});

describe('segment: update', () => {
	it('changes what is given, at its own address', async () => {
		const account = new Account();
		knowsFields(account);
		account.api
			.patch(`${path}/51`, { name: 'Best', custom_fields_values: values })
			.reply(200, { id: 51, name: 'Best', _links: {} });

		const output = await outputOf(account, ['segment', 'update'], {
			segment: locator('id', 51),
			fields: { mappingMode: 'defineBelow', value: { name: 'Best', cf_1: 'x' } },
		});

		expect(output).toEqual([{ id: 51, name: 'Best' }]);
	});
});

describe('segment: delete', () => {
	it('says which was deleted', async () => {
		const account = new Account();
		account.api.delete(`${path}/51`).reply(204);

		const output = await outputOf(account, ['segment', 'delete'], { segment: locator('id', 51) });

		expect(output).toEqual([{ deleted: true, id: 51 }]);
	});
});
