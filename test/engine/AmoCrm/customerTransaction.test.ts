import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const DAY = '2026-01-31T10:00:00Z';
const DAY_SECONDS = 1769853600;

const sent = (price: number, request_id: string) => ({
	price,
	comment: 'Tea',
	completed_at: DAY_SECONDS,
	next_date: DAY_SECONDS,
	next_price: 7,
	_embedded: { catalog_elements: [{ id: 501, metadata: { catalog_id: 12, quantity: 2 } }] },
	request_id,
});

describe('customerTransaction: create', () => {
	it.each(['customers', 'transactions'])(
		'notes purchases of one customer in one request, answered under "%s"',
		async (key) => {
			const account = new Account();
			account.api
				.post('/api/v4/customers/1/transactions', [sent(100, '0'), sent(200, '1')])
				.reply(200, {
					_embedded: {
						[key]: [
							{ id: 32, customer_id: 1, request_id: '1', _links: {} },
							{ id: 31, customer_id: 1, request_id: '0', _links: {} },
						],
					},
				});

			const output = await outputOf(
				account,
				['customerTransaction', 'create'],
				{
					customer: locator('id', 1),
					price: '={{ $json.price }}',
					additionalFields: {
						comment: 'Tea',
						completedAt: DAY,
						nextDate: DAY,
						nextPrice: 7,
						catalogElements: { rows: [{ id: 501, catalogId: 12, quantity: 2 }] },
					},
				},
				{ input: [{ json: { price: 100 } }, { json: { price: 200 } }] },
			);

			expect(output).toEqual([
				{ id: 31, customer_id: 1 },
				{ id: 32, customer_id: 1 },
			]);
		},
	);

	it('says so where the customer is not there', async () => {
		const account = new Account();
		account.api.post('/api/v4/customers/1/transactions').reply(404, { status: 404 });

		const run = await runAction(account, ['customerTransaction', 'create'], {
			customer: locator('id', 1),
			price: 100,
		});

		expect(run.errorOf('amoCRM')?.message).toBe(`The account ${account.domain} has no customer 1.`);
	});
});

describe('customerTransaction: getAll', () => {
	it.each([
		['of one customer', locator('id', 1), '/api/v4/customers/1/transactions'],
		['of all customers', locator('list', ''), '/api/v4/customers/transactions'],
	])('reads those %s', async (_whose, customer, path) => {
		const account = new Account();
		account.api
			.get(path)
			.query({ 'filter[id][]': '31', page: '1', limit: '50' })
			.reply(200, {
				_embedded: {
					transactions: [
						{ id: 31, price: 100, _links: {}, _embedded: { customer: { id: 1, _links: {} } } },
					],
				},
			});

		const output = await outputOf(account, ['customerTransaction', 'getAll'], {
			customer,
			filters: { ids: '31' },
		});

		expect(output).toEqual([{ id: 31, price: 100, customer: { id: 1 } }]);
	});
});

describe('customerTransaction: getAll', () => {
	it('does not read those of all customers where an expression names none', async () => {
		const run = await runAction(new Account(), ['customerTransaction', 'getAll'], {
			customer: locator('id', '={{ $json.none }}'),
		});

		expect(run.errorOf('amoCRM')?.message).toBe('The expression of "Customer" gave nothing.');
	});
});

describe('customerTransaction: get', () => {
	it('reads one, with its customer', async () => {
		const account = new Account();
		const transaction = { id: 14755, price: 123124, comment: 'Tea', customer_id: 1 };
		account.api.get('/api/v4/customers/transactions/14755').reply(200, {
			...transaction,
			_links: {},
			_embedded: { customer: { id: 1, _links: {} } },
		});

		expect(
			await outputOf(account, ['customerTransaction', 'get'], {
				customerTransaction: locator('id', 14755),
			}),
		).toEqual([{ ...transaction, customer: { id: 1 } }]);
	});

	it('says which there is not', async () => {
		const account = new Account();
		account.api.get('/api/v4/customers/transactions/31').reply(204);

		const run = await runAction(account, ['customerTransaction', 'get'], {
			customerTransaction: locator('id', 31),
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no transaction 31.`,
		);
	});
});

describe('customerTransaction: delete', () => {
	it('needs no customer', async () => {
		const account = new Account();
		account.api.delete('/api/v4/customers/transactions/31').reply(204);

		const output = await outputOf(account, ['customerTransaction', 'delete'], {
			customerTransaction: locator('id', 31),
		});

		expect(output).toEqual([{ deleted: true, id: 31 }]);
	});
});

describe.each(['earn', 'redeem'])('customerBonus: %s', (operation) => {
	it('tells how many points there are then', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/customers/1/bonus_points', { [operation]: 200 })
			.reply(200, { bonus_points: 300 });

		const output = await outputOf(account, ['customerBonus', operation], {
			customer: locator('id', 1),
			points: 200,
		});

		expect(output).toEqual([{ customer_id: 1, bonus_points: 300 }]);
	});
});
