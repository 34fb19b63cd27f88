import type { Sent } from './query';

/** The whole of what one webhook sends. */
export type SentBody = { [key: string]: Sent };

const account = { id: 100, subdomain: 'demo', _links: { self: 'https://demo.amocrm.ru' } };

const of = (key: string, action: string, ...entries: Sent[]): SentBody => ({
	[key]: { [action]: entries },
	account,
});

const form = {
	form_id: 5,
	form_type: 1,
	date: 1764000000,
	origin: { ip: '192.0.2.1' },
	name_1: { type: 'text', id: 'name_1', element_type: 1, name: 'Name', value: '007' },
};

/** Composed after the reference's section D3. */
export const samples = {
	leadStatus: of('leads', 'status', {
		id: 501,
		name: 'Order 7',
		status_id: 142,
		old_status_id: 3300,
		pipeline_id: 77,
		old_pipeline_id: 77,
		price: 1500,
		responsible_user_id: 9,
		last_modified: 1764000000,
		modified_user_id: 9,
		created_user_id: 4,
		date_create: 1763000000,
		account_id: 100,
		custom_fields: [
			{ id: 41, name: 'Colour', values: [{ value: 'red', enum: 77001 }] },
			{ id: 42, values: [1764000000] },
		],
		tags: [{ id: 8, name: 'VIP' }],
	}),
	leadResponsible: of('leads', 'responsible', {
		id: 501,
		responsible_user_id: 9,
		old_responsible_user_id: 4,
	}),
	leadDelete: of('leads', 'delete', { id: 501, status_id: 143, pipeline_id: 77 }),
	leadDeleteOnlyId: { leads: { delete: 501 }, account },
	contactAdd: of('contacts', 'add', {
		id: 31,
		name: '007',
		type: 'contact',
		created_user_id: 9,
		modified_user_id: 4,
		date_create: 1763000000,
		created_at: 1763000000,
		company_name: 'ACME',
		linked_company_id: 32,
		custom_fields: [{ id: 1, code: 'PHONE', values: [{ value: '+15550100', enum: 311 }] }],
		linked_leads_id: { 501: { ID: 501 } },
	}),
	companyUpdate: of('contacts', 'update', { id: 32, type: 'company', name: 'ACME' }),
	companyUnderItsOwnKey: of('companies', 'update', { id: 32, name: 'ACME' }),
	customerUpdate: of('customers', 'update', { id: 71, next_price: 1500, next_date: 1764000000 }),
	leadNote: of('leads', 'note', {
		note: {
			id: 900,
			note_type: 4,
			text: '100',
			element_id: 501,
			element_type: 2,
			created_by: 9,
			created_at: 1764000000,
			metadata: '{"event_source":{"type":1}}',
		},
	}),
	companyNote: of('contacts', 'note', {
		note: { id: 901, note_type: 13, element_id: 32, element_type: 3 },
	}),
	taskUpdate: of('task', 'update', [
		{
			id: 61,
			element_id: 501,
			element_type: 2,
			task_type: 1,
			text: 'Call',
			status: 1,
			action_close: 1,
			result: { id: 62, text: 'ok' },
			complete_till: '2026-01-31 20:59:00',
			date_create: '2026-01-30 10:00:00',
			last_modified: '2026-01-30 11:00:00',
			created_user_id: 9,
		},
	]),
	talkAdd: of('talk', 'add', {
		talk_id: 17,
		contact_id: 31,
		chat_id: '0a1b',
		entity_id: 501,
		entity_type: 'lead',
		is_in_work: 1,
		is_read: 0,
		origin: 'telegram',
		rate: 0,
	}),
	messageAdd: of('message', 'add', {
		id: '6f0e',
		talk_id: 17,
		contact_id: 31,
		text: '42',
		created_at: 1764000000,
		type: 'incoming',
		author: { id: '1c', type: 'external', name: 'Ann' },
		element_type: 2,
		element_id: 501,
		attachment: { type: 'picture', link: 'https://example.com/a.png' },
	}),
	messageOfBothNames: of('message', 'add', {
		id: '6f0e',
		element_type: 1,
		element_id: 31,
		entity_type: 'lead',
		entity_id: 501,
	}),
	unsortedAdd: of('unsorted', 'add', {
		uid: 'abc',
		category: 'forms',
		pipeline_id: 77,
		source: 'Form',
		source_data: form,
		data: {
			leads: [{ name: 'x', date_create: 1764000000, main_user_id: 0, tags: 'Site, VIP' }],
			contacts: [{ name: 'y', custom_fields: [{ id: 1, values: [{ value: '1', enum: 311 }] }] }],
		},
	}),
	unsortedAccepted: of('unsorted', 'delete', {
		action: 'accept',
		uid: 'abc',
		category: 'forms',
		created_at: 1764000000,
		accept_result: { leads: [501], contacts: [31] },
	}),
	templateReview: {
		add: [
			{
				id: 6,
				type: 'waba',
				account_id: 100,
				created_at: 1764000000,
				is_editable: 1,
				reviews: [{ id: 15, source_id: 20, status: 'review', reject_reason: '' }],
			},
		],
	},
	pipelineMail: { leads: { mail_in: [{ id: 501, pipeline_id: 77, status_id: 142 }] } },
	pipelinePeriod: { customers: { period: { id: 71, period_id: 3, old_period_id: 2 } } },
	unknown: of('robots', 'wake', { id: 5, mood: '007', created_at: 1764000000 }),
} satisfies Record<string, SentBody>;
