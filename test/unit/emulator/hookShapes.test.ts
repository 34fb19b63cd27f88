import { Listener } from './listener';

const listener = new Listener();
const { listen, made, patch, post, remove, seed, subscribe, told } = listener;

beforeAll(async () => await listener.open());
afterAll(() => listener.close());
beforeEach(async () => await listener.begin());

const user = () => String(listener.town.account.adminUserId);
const account = () => String(listener.town.account.id);

const happen = async (collection: string, item: Record<string, unknown>) => {
	const [id] = await listener.town.control.seed('alpha', collection, [item], { tells: true });
	return id;
};

describe('contacts and companies', () => {
	it('come under one name', async () => {
		const [company] = await made('/companies', { name: 'ACME' });
		const [contact] = await made('/contacts', { name: 'Ann', created_at: 1, updated_at: 2 });
		const [lead] = await made('/leads', { _embedded: { contacts: [{ id: contact }] } });
		await post(`/contacts/${contact}/link`, [
			{ to_entity_id: company, to_entity_type: 'companies' },
		]);
		await subscribe('update_contact', 'update_company', 'add_company');
		await patch(`/contacts/${contact}`, { updated_at: 3, name: 'Bob' });
		await made('/companies', { name: 'Sons', created_at: 4, updated_at: 4 });
		const common = {
			id: expect.any(String),
			responsible_user_id: user(),
			created_user_id: user(),
			modified_user_id: user(),
			account_id: account(),
		};
		expect(await told()).toEqual([
			{
				contacts: {
					update: [
						{
							...common,
							id: String(contact),
							name: 'Bob',
							date_create: '1',
							last_modified: '3',
							created_at: '1',
							updated_at: '3',
							type: 'contact',
							company_name: 'ACME',
							linked_company_id: String(company),
							linked_leads_id: { [lead]: { ID: String(lead) } },
						},
					],
				},
			},
			{
				contacts: {
					add: [
						{
							...common,
							name: 'Sons',
							date_create: '4',
							last_modified: '4',
							created_at: '4',
							updated_at: '4',
							type: 'company',
						},
					],
				},
			},
		]);
	});

	it('show what kind of phone it is by its id alone', async () => {
		await subscribe('add_contact');
		const value = { value: '+15550100', enum_code: 'WORK' };
		await made('/contacts', { custom_fields_values: [{ field_code: 'PHONE', values: [value] }] });
		const [phone] = await listener.town.control.entities('alpha', 'contacts/custom_fields');
		const [{ id: work }] = phone.enums as Array<{ id: number }>;
		const [{ contacts }] = await told();
		expect(contacts.add[0].custom_fields).toEqual([
			{
				id: String(phone.id),
				name: 'Phone',
				code: 'PHONE',
				values: [{ value: '+15550100', enum: String(work) }],
			},
		]);
	});

	it('say what they were when they are gone', async () => {
		const [company] = await seed('companies', {});
		await subscribe('delete_company');
		await listener.town.control.change('alpha', 'companies', [{ id: company, is_deleted: true }]);
		expect(await told()).toEqual([
			{ contacts: { delete: [{ id: String(company), type: 'company' }] } },
		]);
	});
});

it('customers have a name of their own', async () => {
	await subscribe('add_customer');
	await happen('customers', { name: 'Ann', next_price: 7, next_date: 1764000000 });
	expect(await told()).toMatchObject([
		{ customers: { add: [{ name: 'Ann', next_price: '7', next_date: '1764000000' }] } },
	]);
});

describe('notes', () => {
	it.each([
		['leads', 'leads', 'lead', 2],
		['contacts', 'contacts', 'contact', 1],
		['companies', 'contacts', 'company', 3],
		['customers', 'customers', 'customer', 12],
	])('of %s are told under %s', async (card, top, code, type) => {
		const [id] = await seed(card, {});
		await subscribe(`note_${code}`);
		const [note] = await made(`/${card}/${id}/notes`, {
			note_type: 'common',
			params: { text: 'hello' },
		});
		expect(await told()).toEqual([
			{
				[top]: {
					note: [
						{
							note: {
								id: String(note),
								note_type: '4',
								text: 'hello',
								element_id: String(id),
								element_type: String(type),
							},
						},
					],
				},
			},
		]);
	});

	it('of calls keep what is told of the call as JSON', async () => {
		await seed('leads', { id: 5 });
		await subscribe('note_lead');
		const params = { duration: 60, source: 'pbx', phone: '+15550100' };
		await made('/leads/5/notes', { note_type: 'call_in', params });
		const [{ leads }] = await told();
		const { note } = leads.note[0] as { note: Record<string, string> };
		expect(note.note_type).toBe('10');
		expect(JSON.parse(note.metadata)).toEqual(params);
	});
});

describe('tasks', () => {
	it.each([
		['Europe/Moscow', '2026-01-30 10:00:00', '2026-01-31 23:59:00'],
		['America/Sao_Paulo', '2026-01-30 04:00:00', '2026-01-31 17:59:00'],
	])('have texts for dates, in the time of the account: %s', async (zone, made_at, due) => {
		await listener.begin('amocrm', zone);
		await seed('leads', { id: 5 });
		await subscribe('add_task');
		const [id] = await made('/tasks', {
			text: 'Call',
			entity_id: 5,
			entity_type: 'leads',
			complete_till: 1769893140,
			created_at: 1769756400,
			updated_at: 1769756400,
		});
		expect(await told()).toEqual([
			{
				task: {
					add: [
						{
							id: String(id),
							element_id: '5',
							element_type: '2',
							task_type: '1',
							date_create: made_at,
							last_modified: made_at,
							complete_till: due,
							text: 'Call',
							status: '0',
							account_id: account(),
							created_user_id: user(),
							responsible_user_id: user(),
						},
					],
				},
			},
		]);
	});

	it('say whether this change closed them, and with what result', async () => {
		const [id] = await seed('tasks', {});
		await subscribe('update_task', 'responsible_task', 'delete_task');
		await patch(`/tasks/${id}`, { text: 'Write' });
		await patch(`/tasks/${id}`, { is_completed: true, result: { text: 'ok' } });
		const [clerk] = await seed('users', {});
		await patch(`/tasks/${id}`, { responsible_user_id: clerk });
		await listener.town.control.change('alpha', 'tasks', [{ id, is_deleted: true }]);
		const [first, second, third, fourth] = await told();
		expect(first.task.update).toMatchObject([{ text: 'Write', status: '0', action_close: '0' }]);
		expect(second.task.update).toMatchObject([
			{ status: '1', action_close: '1', result: { id: expect.any(String), text: 'ok' } },
		]);
		expect(third.task).toMatchObject({
			update: [{ action_close: '0' }],
			responsible: [{ responsible_user_id: String(clerk), old_responsible_user_id: user() }],
		});
		expect(fourth).toEqual({ task: { delete: [{ id: String(id) }] } });
	});
});

describe('chats', () => {
	const talk = { id: 17, contact_id: 31, chat_id: 'c', entity_id: 501, entity_type: 'lead' };

	it('are told of as talks', async () => {
		await subscribe('add_talk', 'update_talk');
		await happen('talks', talk);
		await post('/talks/17/close', {});
		const shown = {
			talk_id: '17',
			contact_id: '31',
			chat_id: 'c',
			entity_id: '501',
			entity_type: 'lead',
			is_in_work: '1',
			is_read: '0',
			origin: 'telegram',
			rate: '0',
		};
		expect(await told()).toEqual([
			{ talk: { add: [shown] } },
			{ talk: { update: [{ ...shown, is_in_work: '0' }] } },
		]);
	});

	it('are told of message by message', async () => {
		await listener.begin('kommo');
		await seed('talks', talk);
		await listen('add_message', 'add_outgoing_message');
		const attachment = { type: 'picture', link: 'https://amojo.kommo.com/a.gif' };
		const id = await happen('talks/17/messages', { text: 'Hi', created_at: 5, attachment });
		await post('/talks/17/messages', { text: 'Hello' });
		expect(await told()).toEqual([
			{
				message: {
					add: [
						{
							id,
							chat_id: 'c',
							talk_id: '17',
							contact_id: '31',
							text: 'Hi',
							created_at: '5',
							type: 'incoming',
							author: { id: expect.any(String), type: 'external', name: 'Client' },
							origin: 'telegram',
							entity_type: 'lead',
							entity_id: '501',
							element_type: '2',
							element_id: '501',
							attachment,
						},
					],
				},
			},
			{ outgoing_message: { add: [expect.objectContaining({ text: 'Hello', type: 'outgoing' })] } },
		]);
	});

	it('are told of a template that goes to be approved, without a name above it', async () => {
		await subscribe('add_chat_template_review');
		const [id] = await made('/chats/templates', { name: 'T', content: 'C', type: 'waba' });
		await post(`/chats/templates/${id}/review`, {});
		const [{ add }] = await told();
		expect(add).toMatchObject([
			{ id: String(id), type: 'waba', is_on_review: '1', reviews: [{ status: 'review' }] },
		]);
	});
});

describe('incoming leads', () => {
	const form = {
		source_name: 'Site',
		source_uid: 'u',
		metadata: {
			form_id: '5',
			form_name: 'F',
			form_page: 'https://b.example',
			ip: '192.0.2.1',
			form_sent_at: 1764000000,
			referer: 'https://b.example/r',
		},
		_embedded: {
			leads: [{ name: 'x', _embedded: { tags: [{ name: 'a' }, { name: 'b' }] } }],
			contacts: [{ name: 'y' }],
		},
	};

	const wait = async () => {
		const { json } = await post('/leads/unsorted/forms', [form]);
		return String(json._embedded.unsorted[0].uid);
	};

	beforeEach(async () => await listen('add_unsorted', 'update_unsorted', 'delete_unsorted'));

	it('are told of with all that they bring', async () => {
		const uid = await wait();
		const cards = { date_create: expect.any(String), main_user_id: user() };
		expect(await told()).toMatchObject([
			{
				unsorted: {
					add: [
						{
							uid,
							category: 'forms',
							account_id: account(),
							source: 'Site',
							source_data: {
								form_id: '5',
								from: 'Site',
								date: '1764000000',
								origin: { ip: '192.0.2.1', referer: 'https://b.example/r' },
							},
							data: {
								leads: [{ ...cards, name: 'x', tags: 'a,b' }],
								contacts: [{ ...cards, name: 'y' }],
							},
						},
					],
				},
			},
		]);
	});

	it('are told of again when they change', async () => {
		const uid = await wait();
		await listener.town.control.change('alpha', 'leads/unsorted', [{ id: uid, source_uid: 'v' }]);
		const [, { unsorted }] = await told();
		const [lead] = await listener.town.control.entities('alpha', 'leads');
		expect(unsorted.update).toMatchObject([
			{
				uid,
				source_data: { form_name: 'F', source_uid: 'v', source: 'Site', uid },
				data: { leads: [{ id: String(lead.id), status_id: String(lead.status_id) }] },
			},
		]);
	});

	it.each([
		['accept', async (uid: string) => await post(`/leads/unsorted/${uid}/accept`, {})],
		['decline', async (uid: string) => await remove(`/leads/unsorted/${uid}/decline`, {})],
	])('are gone when somebody decides: %s', async (action, decide) => {
		const uid = await wait();
		const [unsorted] = await listener.town.control.entities('alpha', 'leads/unsorted');
		await decide(uid);
		const leads = [String(unsorted.lead_id)];
		const contacts = [String(unsorted.contact_id)];
		const [, last] = await told();
		expect(last).toEqual({
			unsorted: {
				delete: [
					{
						action,
						uid,
						category: 'forms',
						created_at: String(unsorted.created_at),
						[`${action}_result`]: action === 'accept' ? { leads, contacts } : { leads },
					},
				],
			},
		});
	});
});
