import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

describe('tag: create', () => {
	it('makes the tags of one kind of card in one request, colors without a hash', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/tags', [
				{ name: 'VIP', color: 'ff8f92', request_id: '0' },
				{ name: 'n8n', color: 'ff8f92', request_id: '1' },
			])
			.reply(200, {
				_embedded: {
					tags: [
						{ id: 2, name: 'n8n', request_id: '1' },
						{ id: 1, name: 'VIP', request_id: '0' },
					],
				},
			});
		account.api
			.post('/api/v4/contacts/tags', [{ name: 'n8n', color: 'ff8f92', request_id: '0' }])
			.reply(200, { _embedded: { tags: [{ id: 3, name: 'n8n', request_id: '0' }] } });

		const run = await runAction(
			account,
			['tag', 'create'],
			{
				cardType: '={{ $json.type }}',
				name: '={{ $json.name }}',
				additionalFields: { color: '#FF8F92' },
			},
			{
				input: [
					{ json: { type: 'leads', name: 'VIP' } },
					{ json: { type: 'contacts', name: 'n8n' } },
					{ json: { type: 'leads', name: 'n8n' } },
				],
			},
		);

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { id: 1, name: 'VIP' }, pairedItem: { item: 0 } },
			{ json: { id: 3, name: 'n8n' }, pairedItem: { item: 1 } },
			{ json: { id: 2, name: 'n8n' }, pairedItem: { item: 2 } },
		]);
	});

	it('lets no kind of card but its own into the path', async () => {
		const run = await runAction(new Account(), ['tag', 'create'], {
			cardType: '={{ "../../oauth2" }}',
			name: 'A',
		});

		expect(run.errorOf('amoCRM')?.message).toContain('"Card Type"');
	});
});

describe('tag: getAll', () => {
	it('finds by name among the tags of the kind', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/companies/tags')
			.query({ 'filter[name]': 'VIP', page: '1', limit: '250' })
			.reply(200, { _embedded: { tags: [{ id: 1, name: 'VIP', color: null }] } });

		const output = await outputOf(account, ['tag', 'getAll'], {
			cardType: 'companies',
			returnAll: true,
			filters: { name: 'VIP' },
		});

		expect(output).toEqual([{ id: 1, name: 'VIP', color: null }]);
	});
});

describe.each([
	['addTo', 'tags_to_add'],
	['removeFrom', 'tags_to_delete'],
])('tag: %s', (operation, key) => {
	it('changes the tags of many cards in one request', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/leads', [
				{ [key]: [{ name: 'VIP' }, { name: 'n8n' }], id: 501, request_id: '0' },
				{ [key]: [{ name: 'VIP' }, { name: 'n8n' }], id: 502, request_id: '1' },
			])
			.reply(200, { _embedded: { leads: [{ id: 501 }, { id: 502 }] } });

		const output = await outputOf(
			account,
			['tag', operation],
			{ cardType: 'leads', card: locator('id', '={{ $json.id }}'), tags: 'VIP, n8n' },
			{ input: [{ json: { id: 501 } }, { json: { id: 502 } }] },
		);

		expect(output).toEqual([{ id: 501 }, { id: 502 }]);
	});

	// Section H: a tag is written by its id or by its name, never with its color.
	it('takes tags as they are read', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/leads', [{ [key]: [{ id: 5 }], id: 501, request_id: '0' }])
			.reply(200, { _embedded: { leads: [{ id: 501 }] } });

		const output = await outputOf(
			account,
			['tag', operation],
			{ cardType: 'leads', card: locator('id', '501'), tags: '={{ $json.tags }}' },
			{ input: [{ json: { tags: [{ id: 5, name: 'VIP', color: null }] } }] },
		);

		expect(output).toEqual([{ id: 501 }]);
	});
});
