import { isEqual } from 'lodash';

import { Account, loadOptions, locator } from '../support';
import { outputOf } from './action';
import { nodeType } from '../../../tools/system/manifest';

const ID = '01pz58t6p04ymgsgfbmfyfy1mf';

describe('event: get', () => {
	it('reads one by its id, which is a text', async () => {
		const account = new Account();
		account.api
			.get(`/api/v4/events/${ID}`)
			.query({ with: 'lead_name,note' })
			.reply(200, {
				id: ID,
				type: 'lead_added',
				_links: {},
				_embedded: { entity: { id: 501, name: 'Deal', _links: {} } },
			});

		const output = await outputOf(account, ['event', 'get'], {
			event: locator('id', ID),
			with: ['lead_name', 'note'],
		});

		expect(output).toEqual([{ id: ID, type: 'lead_added', entity: { id: 501, name: 'Deal' } }]);
	});
});

describe('event: getAll', () => {
	const asks = async (filters: object, expected: object) => {
		const account = new Account();
		account.api
			.get('/api/v4/events')
			.query((query) => {
				expect(query).toEqual({ ...expected, page: '1', limit: '100' });
				return true;
			})
			.reply(200, { _embedded: { events: [{ id: ID, _links: {} }] } });
		const output = await outputOf(account, ['event', 'getAll'], {
			returnAll: true,
			filters: filters as never,
		});

		expect(output).toEqual([{ id: ID }]);
	};

	it('asks by kind, card, author and time, a hundred at a time', async () => {
		await asks(
			{
				ids: ID,
				types: ['lead_added', 'custom_field_77_value_changed'],
				entities: ['lead'],
				entityIds: '501,502',
				createdBy: [9],
				createdFrom: '2026-01-31T10:00:00Z',
				createdTo: '2026-01-31T10:00:01Z',
			},
			{
				'filter[id][]': ID,
				'filter[type][]': ['lead_added', 'custom_field_77_value_changed'],
				'filter[entity][]': 'lead',
				'filter[entity_id][]': ['501', '502'],
				'filter[created_by][]': '9',
				'filter[created_at][from]': '1769853600',
				'filter[created_at][to]': '1769853601',
			},
		);
	});

	it('asks for ten cards at a time, as amoCRM takes no more', async () => {
		const account = new Account();
		const ids = Array.from({ length: 12 }, (_, at) => String(501 + at));
		const told = (entity_id: number, type = 'lead_added') => ({
			id: `${type}${entity_id}`,
			entity_id,
			type,
		});
		const expectAsked = (cards: string | string[], events: object[]) =>
			account.api
				.get('/api/v4/events')
				.query((query) => isEqual(query['filter[entity_id][]'], cards))
				.reply(200, { _embedded: { events } });
		// A message of a contact may come with its lead.
		expectAsked(ids.slice(0, 10), [told(501), told(9, 'incoming_chat_message')]);
		expectAsked(ids.slice(10), [told(512)]);

		const output = await outputOf(account, ['event', 'getAll'], {
			returnAll: true,
			filters: { entities: ['lead'], entityIds: ids.join() },
		});

		expect(output.map(({ entity_id }) => entity_id)).toEqual([501, 9, 512]);
	});

	it.each([
		['Before', 'value_before'],
		['After', 'value_after'],
	])('asks by the value %s', async (word, key) => {
		await asks(
			{
				[`stages${word}`]: ['7/11', '8/142'],
				[`customerStatuses${word}`]: '3,4',
				[`responsibleUsers${word}`]: [9, 10],
				[`fieldOptions${word}`]: '31, 32',
				[`value${word}`]: '5000',
			},
			{
				[`filter[${key}][leads_statuses][0][pipeline_id]`]: '7',
				[`filter[${key}][leads_statuses][0][status_id]`]: '11',
				[`filter[${key}][leads_statuses][1][pipeline_id]`]: '8',
				[`filter[${key}][leads_statuses][1][status_id]`]: '142',
				[`filter[${key}][customers_statuses][0][status_id]`]: '3',
				[`filter[${key}][customers_statuses][1][status_id]`]: '4',
				[`filter[${key}][responsible_user_id]`]: '9,10',
				[`filter[${key}][custom_field_values]`]: '31,32',
				[`filter[${key}][value]`]: '5000',
			},
		);
	});

	it('offers the types of the account by name', async () => {
		const account = new Account();
		account.api.get('/api/v4/events/types').reply(200, {
			_embedded: { events_types: [{ key: 'lead_added', type: 1, lang: 'New lead' }] },
		});

		const options = await loadOptions(
			{
				type: nodeType('amoCrm'),
				parameters: { authentication: 'token', resource: 'event', operation: 'getAll' },
				credentials: account.credentials,
			},
			'getEventTypes',
		);

		expect(options).toEqual([{ name: 'New lead', value: 'lead_added' }]);
	});
});

describe('event: getTypes', () => {
	it('reads them in a language', async () => {
		const account = new Account();
		const types = [
			{ key: 'lead_added', type: 1, lang: 'New lead' },
			{ key: 'lead_deleted', type: 2, lang: 'Lead deleted' },
		];
		account.api
			.get('/api/v4/events/types')
			.query({ language_code: 'en' })
			.reply(200, { _embedded: { events_types: types } });

		const output = await outputOf(account, ['event', 'getTypes'], { filters: { language: 'en' } });

		expect(output).toEqual(types);
	});
});
