import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

/** The cards whose links are asked for or changed. */
const from = { cardType: 'leads', card: locator('id', '={{ $json.lead }}') };

describe('link: create', () => {
	it('links many cards in one request, told apart by their places in the answer', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/link', [
				{
					to_entity_type: 'contacts',
					to_entity_id: 31,
					metadata: { is_main: true },
					entity_id: 501,
				},
				{
					to_entity_type: 'contacts',
					to_entity_id: 32,
					metadata: { is_main: true },
					entity_id: 502,
				},
			])
			.reply(200, {
				_total_items: 2,
				_embedded: {
					links: [
						{ entity_id: 501, to_entity_id: 31, metadata: { main_contact: true } },
						{ entity_id: 502, to_entity_id: 32, metadata: { main_contact: true } },
					],
				},
			});

		const run = await runAction(
			account,
			['link', 'create'],
			{
				...from,
				toType: 'contacts',
				linkedCard: locator('id', '={{ $json.contact }}'),
				additionalFields: { isMain: true },
			},
			{ input: [{ json: { lead: 501, contact: 31 } }, { json: { lead: 502, contact: 32 } }] },
		);

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{
				json: { entity_id: 501, to_entity_id: 31, metadata: { main_contact: true } },
				pairedItem: { item: 0 },
			},
			{
				json: { entity_id: 502, to_entity_id: 32, metadata: { main_contact: true } },
				pairedItem: { item: 1 },
			},
		]);
	});

	it('says of a list element which list it is in', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/link', [
				{
					to_entity_type: 'catalog_elements',
					to_entity_id: 71,
					metadata: { quantity: 2, catalog_id: 7 },
					entity_id: 501,
				},
			])
			.reply(200, { _embedded: { links: [{ entity_id: 501, to_entity_id: 71 }] } });

		const output = await outputOf(
			account,
			['link', 'create'],
			{
				...from,
				toType: 'catalog_elements',
				catalog: locator('id', 7),
				linkedElement: locator('id', 71),
				additionalFields: { quantity: 2 },
			},
			{ input: [{ json: { lead: 501 } }] },
		);

		expect(output).toEqual([{ entity_id: 501, to_entity_id: 71 }]);
	});
});

describe('link: delete', () => {
	it('takes links away in one request, without the one that amoCRM refuses', async () => {
		const account = new Account();
		const body = (entity_id: number) => ({
			to_entity_type: 'companies',
			to_entity_id: 40,
			entity_id,
		});
		account.api.post('/api/v4/leads/unlink', [body(501), body(502)]).reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [{ code: 'EntityNotFound', path: 'to_entity_id', detail: 'Not found' }],
				},
			],
		});
		account.api.post('/api/v4/leads/unlink', [body(502)]).reply(204);

		const output = await outputOf(
			account,
			['link', 'delete'],
			{ ...from, toType: 'companies', linkedCard: locator('id', 40) },
			{
				input: [{ json: { lead: 501 } }, { json: { lead: 502 } }],
				onError: 'continueRegularOutput',
			},
		);

		expect(output).toMatchObject([
			{ error: expect.stringContaining('has no company 40') },
			{ deleted: true, ...body(502) },
		]);
	});
});

describe('link: getAll', () => {
	it('reads the links of each card', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/501/links')
			.query({
				'filter[to_entity_type]': 'contacts',
				'filter[to_entity_id]': '31',
				page: '1',
				limit: '50',
			})
			.reply(200, { _embedded: { links: [{ to_entity_id: 31, to_entity_type: 'contacts' }] } });
		account.api.get('/api/v4/leads/502/links').query(true).reply(204);

		const run = await runAction(
			account,
			['link', 'getAll'],
			{ ...from, filters: { toType: 'contacts', toId: '31' } },
			{ input: [{ json: { lead: 501 } }, { json: { lead: 502 } }] },
		);

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { to_entity_id: 31, to_entity_type: 'contacts' }, pairedItem: { item: 0 } },
		]);
	});

	it('says which card there is not', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/501/links')
			.query({ page: '1', limit: '50' })
			.reply(404, { title: 'Not Found', status: 404 });

		const run = await runAction(account, ['link', 'getAll'], {
			cardType: 'leads',
			card: locator('id', 501),
		});

		expect(run.errorOf('amoCRM')?.message).toBe(`The account ${account.domain} has no lead 501.`);
	});

	it('reads all pages of them', async () => {
		const account = new Account();
		const links = (from: number, count: number) =>
			Array.from({ length: count }, (_, at) => ({
				to_entity_id: from + at,
				to_entity_type: 'contacts',
				metadata: { main_contact: false },
			}));
		account.api
			.get('/api/v4/leads/501/links')
			.query({ page: '1', limit: '250' })
			.reply(200, {
				_links: { next: { href: 'https://x/api/v4/leads/501/links?page=2&limit=250' } },
				_embedded: { links: links(1, 250) },
			});
		account.api
			.get('/api/v4/leads/501/links')
			.query({ page: '2', limit: '250' })
			.reply(200, { _embedded: { links: links(250, 3) } });

		const output = await outputOf(
			account,
			['link', 'getAll'],
			{ ...from, returnAll: true },
			{ input: [{ json: { lead: 501 } }] },
		);

		expect(output.map(({ to_entity_id }) => to_entity_id)).toEqual(
			Array.from({ length: 252 }, (_, at) => at + 1),
		);
	});
});
