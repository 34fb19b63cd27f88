import { Writer, type Written } from './support';

const writer = new Writer();
const { made, patch, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const events = async (query = '') =>
	(await read<Written>(`/events?${query}`)).json._embedded?.events ?? [];

const types = async (query?: string) => (await events(query)).map(({ type }) => type);

describe('events are recorded', () => {
	it('of a lead from its first day on', async () => {
		const [id] = await made('/leads', { name: 'A', price: 1 });
		const { adminUserId: user } = writer.town.account;
		await patch(`/leads/${id}`, {
			name: 'B',
			price: 155,
			status_id: 142,
			tags_to_add: [{ name: 'vip' }],
		});
		const found = await events('with=lead_name');
		expect(found[0]).toEqual({
			id: expect.stringMatching(/^[0-9a-z]{26}$/),
			type: 'lead_added',
			entity_id: id,
			entity_type: 'lead',
			created_by: user,
			created_at: expect.any(Number),
			value_after: [{ note: { id: expect.any(Number) } }],
			value_before: [],
			account_id: writer.town.account.id,
			_links: expect.anything(),
			_embedded: { entity: { id, name: 'B', _links: expect.anything() } },
		});
		const [pipeline] = await writer.town.control.entities('alpha', 'leads/pipelines');
		expect(found.slice(1)).toMatchObject([
			{
				type: 'lead_status_changed',
				value_after: [{ lead_status: { id: 142, pipeline_id: pipeline.id } }],
			},
			{ type: 'sale_field_changed', value_before: [{ sale_field_value: { sale: 1 } }] },
			{ type: 'name_field_changed', value_after: [{ name_field_value: { name: 'B' } }] },
			{ type: 'entity_tag_added', value_after: [{ tag: { name: 'vip' } }] },
		]);
		expect((await read(`/events/${String(found[0].id)}`)).json).toMatchObject({ entity_id: id });
	});

	// amocrm.ru/developers: crm/events-and-notes.
	it('of a purchase, of the customer who made it', async () => {
		const [customer] = await seed('customers', {});
		const path = `/customers/${customer}/transactions`;
		const { json } = await post(path, [{ price: 5 }]);
		const [{ id }] = json._embedded.transactions;
		expect(await events('filter[type]=transaction_added')).toMatchObject([
			{
				entity_type: 'customer',
				entity_id: customer,
				value_after: [{ transaction: { id } }],
				value_before: [],
			},
		]);
	});

	it('of what is written in a chat', async () => {
		await writer.begin('kommo');
		const [contact] = await seed('contacts', {});
		const [lead] = await seed('leads', {});
		const about = { contact_id: contact, entity_id: lead, entity_type: 'lead' };
		const [talk] = await seed('talks', about);
		const collection = `talks/${talk}/messages`;
		const { control } = writer.town;
		const [id] = await control.seed('alpha', collection, [{ text: 'Hi' }], { tells: true });
		await post(`/${collection}`, { text: 'Hello' });
		const found = await events('filter[entity]=contact');
		expect(found).toMatchObject([
			{ type: 'incoming_chat_message', value_after: [{ message: { id } }] },
			{ type: 'outgoing_chat_message' },
		]);
		for (const event of found) {
			expect(event).toMatchObject({
				entity_type: 'lead',
				entity_id: lead,
				linked_talk_contact_id: contact,
			});
		}
		const ofContact = `filter[entity]=contact&filter[entity_id]=${String(contact)}`;
		expect(await events(ofContact)).toHaveLength(2);

		await control.change('alpha', 'leads', [{ id: lead, is_deleted: true }]);
		await post(`/${collection}`, { text: 'Bye' });
		const last = (await events('filter[type]=outgoing_chat_message')).at(-1);
		expect(last).toMatchObject({ entity_type: 'contact', entity_id: contact });
		expect(last).not.toHaveProperty('linked_talk_contact_id');
	});

	it('of a field, with the kind of value it was and is', async () => {
		const [id] = await made('/contacts', { name: 'Ann' });
		const email = { field_code: 'EMAIL', values: [{ value: 'a@b.example', enum_code: 'WORK' }] };
		await patch(`/contacts/${id}`, { custom_fields_values: [email] });
		const [field] = await events('filter[type]=custom_field_value_changed');
		expect(field).toMatchObject({
			type: expect.stringMatching(/^custom_field_\d+_value_changed$/),
			value_before: [],
			value_after: [
				{ custom_field_value: { field_type: 8, enum_id: expect.any(Number), text: 'a@b.example' } },
			],
		});
	});

	it('of a task, a note and a link', async () => {
		const [lead, contact] = [await seed('leads', {}), await seed('contacts', {})].flat();
		const [task] = await made('/tasks', { text: 'A', complete_till: 1 });
		await patch(`/tasks/${task}`, { text: 'B', complete_till: 2, task_type_id: 2 });
		await patch(`/tasks/${task}`, { is_completed: true, result: { text: 'x' } });
		await made(`/leads/${lead}/notes`, { note_type: 'sms_in', params: { text: 'T', phone: '1' } });
		const to = [{ to_entity_id: contact, to_entity_type: 'contacts' }];
		await post(`/leads/${lead}/link`, to);
		await post(`/leads/${lead}/unlink`, to);
		expect(await types()).toEqual([
			'task_added',
			'task_text_changed',
			'task_deadline_changed',
			'task_type_changed',
			'task_completed',
			'task_result_added',
			'incoming_sms',
			'contact_linked',
			'contact_unlinked',
		]);
		expect((await events(`filter[entity]=lead&filter[entity_id]=${lead}`))[1].value_after).toEqual([
			{ link: { entity: { type: 'contact', id: contact } } },
		]);
	});
});

describe('the list of events', () => {
	beforeEach(async () => {
		const status = (id: number) => [{ lead_status: { id, pipeline_id: 1 } }];
		await seed(
			'events',
			{ id: 'a', type: 'lead_added', entity_type: 'lead', entity_id: 1, created_at: 10 },
			{
				id: 'b',
				type: 'lead_status_changed',
				entity_type: 'lead',
				entity_id: 2,
				created_at: 20,
				value_after: status(142),
				value_before: status(7),
			},
			{
				id: 'c',
				type: 'task_added',
				entity_type: 'task',
				entity_id: 2,
				created_at: 30,
				created_by: 5,
			},
			{
				id: 'd',
				type: 'custom_field_9_value_changed',
				entity_type: 'contact',
				entity_id: 3,
				created_at: 40,
				value_after: [{ custom_field_value: { enum_id: 6 } }],
			},
			{
				id: 'e',
				type: 'sale_field_changed',
				entity_type: 'lead',
				entity_id: 1,
				created_at: 50,
				value_after: [{ sale_field_value: { sale: 155 } }],
			},
			{
				id: 'f',
				type: 'entity_responsible_changed',
				entity_type: 'lead',
				entity_id: 1,
				created_at: 60,
				value_after: [{ responsible_user: { id: 4 } }],
			},
		);
	});

	it.each([
		['filter[id]=a,c', 'ac'],
		['filter[created_at]=30&filter[created_by][]=5', 'c'],
		['filter[created_at][from]=10&filter[created_at][to]=20', 'ab'],
		['filter[entity][]=task&filter[entity][]=contact', 'cd'],
		['filter[entity]=lead&filter[entity_id][]=2', 'b'],
		['filter[type]=lead_added,task_added', 'ac'],
		[
			'filter[value_after][leads_statuses][0][pipeline_id]=1&filter[value_after][leads_statuses][0][status_id]=142',
			'b',
		],
		[
			'filter[value_before][leads_statuses][0][pipeline_id]=1&filter[value_before][leads_statuses][0][status_id]=142',
			'',
		],
		['filter[type]=custom_field_9_value_changed&filter[value_after][custom_field_values]=5,6', 'd'],
		['filter[type]=sale_field_changed&filter[value_after][value]=155', 'e'],
		['filter[value_after][responsible_user_id]=4,8', 'f'],
	])('%s', async (query, expected) => {
		expect((await events(query)).map(({ id }) => id).join('')).toBe(expected);
	});

	it.each([
		'filter[entity_id]=1',
		'filter[entity]=lead,contact&filter[entity_id]=1',
		'filter[entity]=leads',
		`filter[created_by]=${Array(11).fill('1').join()}`,
		'filter[type]=lead_removed',
		'filter[type]=custom_field_9_value_changed,lead_added',
		'filter[value_after][custom_field_values]=6',
		'filter[value_after][value]=155',
		'filter[value_after][price]=155',
		'limit=101',
		'order[id]=asc',
	])('refuses %s', async (query) => expect((await read(`/events?${query}`)).status).toBe(400));

	it('gives more at once on Kommo', async () => {
		await writer.begin('kommo');
		expect((await read('/events?limit=250')).status).toBe(204);
	});
});

it('types of events are named in the language asked for', async () => {
	const { json } = await read<Written & { _total_items: number }>('/events/types?language_code=es');
	expect(json._embedded.events_types).toHaveLength(json._total_items);
	expect(json._embedded.events_types[0]).toEqual({
		key: 'lead_added',
		type: 1,
		lang: expect.stringContaining('es'),
	});
	expect((await read('/events/types?language_code=xx')).status).toBe(400);
});
