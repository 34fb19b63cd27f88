import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const path = '/api/v4/catalogs';

const sent = (name: string, request_id: string) => ({
	name,
	type: 'regular',
	sort: 10,
	can_add_elements: true,
	can_link_multiple: false,
	request_id,
});

describe('catalog: create', () => {
	it('makes the lists of all items in one request', async () => {
		const account = new Account();
		account.api.post(path, [sent('Cars', '0'), sent('Bikes', '1')]).reply(200, {
			_embedded: {
				catalogs: [
					{ id: 12, name: 'Cars', request_id: '0', _links: {} },
					{ id: 13, name: 'Bikes', request_id: '1', _links: {} },
				],
			},
		});

		const output = await outputOf(
			account,
			['catalog', 'create'],
			{
				name: '={{ $json.name }}',
				additionalFields: {
					type: 'regular',
					sort: 10,
					canAddElements: true,
					canLinkMultiple: false,
				},
			},
			{ input: [{ json: { name: 'Cars' } }, { json: { name: 'Bikes' } }] },
		);

		expect(output).toEqual([
			{ id: 12, name: 'Cars' },
			{ id: 13, name: 'Bikes' },
		]);
	});
});

describe('catalog: get', () => {
	it('says so where there is none', async () => {
		const account = new Account();
		account.api.get(`${path}/12`).reply(204);

		const run = await runAction(account, ['catalog', 'get'], { catalog: locator('id', 12) });

		expect(run.errorOf('amoCRM')?.message).toBe(`The account ${account.domain} has no catalog 12.`);
	});
});

describe('catalog: getAll', () => {
	it('reads the list', async () => {
		const account = new Account();
		account.api
			.get(path)
			.query({ page: '1', limit: '50' })
			.reply(200, { _embedded: { catalogs: [{ id: 12, name: 'Cars', _links: {} }] } });

		expect(await outputOf(account, ['catalog', 'getAll'])).toEqual([{ id: 12, name: 'Cars' }]);
	});
});

describe('catalog: update', () => {
	it('changes several in one request, whose answer numbers them by their ids', async () => {
		const account = new Account();
		account.api
			.patch(path, [
				{ name: 'New', id: 12, request_id: '0' },
				{ name: 'New', id: 13, request_id: '1' },
			])
			.reply(200, {
				_embedded: {
					catalogs: [
						{ id: 12, name: 'New', request_id: '12' },
						{ id: 13, name: 'New', request_id: '13' },
					],
				},
			});

		const output = await outputOf(
			account,
			['catalog', 'update'],
			{ catalog: locator('id', '={{ $json.id }}'), updateFields: { name: 'New' } },
			{ input: [{ json: { id: 12 } }, { json: { id: 13 } }] },
		);

		expect(output).toEqual([
			{ id: 12, name: 'New' },
			{ id: 13, name: 'New' },
		]);
	});
});
