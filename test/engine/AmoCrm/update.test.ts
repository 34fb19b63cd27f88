import { Account, locator, runWorkflow } from '../support';
import { cards, FIELDS, writing } from './cards';

describe.each(cards)('$resource: update', ({ resource, path }) => {
	it('changes three cards in one request, named by list, id and address', async () => {
		const account = new Account();
		account.api
			.patch(`/api/v4/${path}`, [
				{ name: 'A', id: 11, request_id: '0' },
				{ name: 'B', id: 12, request_id: '1' },
				{ name: 'C', id: 13, request_id: '2' },
			])
			.reply(200, { _embedded: { [path]: [{ id: 13 }, { id: 11 }, { id: 12 }] } });

		const run = await runWorkflow({
			nodes: [
				writing(
					resource,
					'update',
					{ name: '={{ $json.name }}' },
					{
						[resource]: locator('id', '={{ $json.id }}'),
					},
				),
			],
			credentials: account.credentials,
			input: [
				{ json: { id: 11, name: 'A' } },
				{ json: { id: '12', name: 'B' } },
				{ json: { id: ' 13 ', name: 'C' } },
			],
		});

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { id: 11 }, pairedItem: { item: 0 } },
			{ json: { id: 12 }, pairedItem: { item: 1 } },
			{ json: { id: 13 }, pairedItem: { item: 2 } },
		]);
	});

	it('takes the address of a card, and refuses what names none', async () => {
		const account = new Account();
		account.api
			.patch(`/api/v4/${path}`, [{ name: 'A', id: 77, request_id: '0' }])
			.reply(200, { _embedded: { [path]: [{ id: 77 }] } });

		const run = await runWorkflow({
			nodes: [
				{
					...writing(
						resource,
						'update',
						{ name: 'A' },
						{ [resource]: locator('url', '={{ $json.url }}') },
					),
					onError: 'continueRegularOutput',
				},
			],
			credentials: account.credentials,
			input: [
				{ json: { url: `${account.url}/${path}/detail/77?tab=1` } },
				{ json: { url: `${account.url}/${path}/list` } },
			],
		});

		expect(run.output('amoCRM')).toMatchObject([
			{ json: { id: 77 }, pairedItem: { item: 0 } },
			{
				json: { error: expect.stringContaining(`is not the id of a ${resource}`) },
				pairedItem: { item: 1 },
			},
		]);
	});

	it('adds tags and empties a field', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/${path}/custom_fields`)
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });
		account.api
			.patch(`/api/v4/${path}`, [
				{
					tags_to_add: [{ name: 'VIP' }],
					custom_fields_values: [{ field_id: 3, values: null }],
					id: 11,
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { [path]: [{ id: 11 }] } });

		const run = await runWorkflow({
			nodes: [
				writing(
					resource,
					'update',
					{ tags: 'VIP', cf_3: '' },
					{ [resource]: locator('list', '11'), emptyValues: 'clear' },
				),
			],
			credentials: account.credentials,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ id: 11 }]);
	});
});
