import { receivedAt } from './read';
import type { samples } from './samples';

/** 1764000000 */
const occurredAt = '2025-11-24T16:00:00Z';

const account = { id: 100, domain: 'demo.amocrm.ru', subdomain: 'demo' };

/** What the items of the samples hold, among other things. */
export const expected: Array<[keyof typeof samples, object]> = [
	[
		'leadStatus',
		{
			event: 'status_lead',
			entity: 'lead',
			id: 501,
			account,
			occurredAt,
			userId: 9,
			before: { status_id: 3300, pipeline_id: 77 },
			after: { status_id: 142, pipeline_id: 77 },
			data: {
				id: 501,
				name: 'Order 7',
				status_id: 142,
				pipeline_id: 77,
				price: 1500,
				responsible_user_id: 9,
				updated_at: 1764000000,
				updated_by: 9,
				created_by: 4,
				created_at: 1763000000,
				account_id: 100,
				custom_fields_values: [
					{
						field_id: 41,
						field_name: 'Colour',
						values: [{ value: 'red', enum_id: 77001 }],
					},
					{ field_id: 42, values: [{ value: '1764000000' }] },
				],
				_embedded: { tags: [{ id: 8, name: 'VIP' }] },
			},
		},
	],
	[
		'leadResponsible',
		{
			event: 'responsible_lead',
			occurredAt: receivedAt,
			before: { responsible_user_id: 4 },
			after: { responsible_user_id: 9 },
			data: { id: 501, responsible_user_id: 9 },
		},
	],
	[
		'leadDelete',
		{ event: 'delete_lead', id: 501, data: { id: 501, status_id: 143, pipeline_id: 77 } },
	],
	['leadDeleteOnlyId', { event: 'delete_lead', id: 501, account, data: { id: 501 } }],
	[
		'contactAdd',
		{
			event: 'add_contact',
			entity: 'contact',
			id: 31,
			userId: 9,
			occurredAt: '2025-11-13T02:13:20Z',
			data: {
				id: 31,
				name: '007',
				type: 'contact',
				created_by: 9,
				updated_by: 4,
				created_at: 1763000000,
				date_create: 1763000000,
				company_name: 'ACME',
				linked_company_id: 32,
				custom_fields_values: [
					{
						field_id: 1,
						field_code: 'PHONE',
						values: [{ value: '+15550100', enum_id: 311 }],
					},
				],
				linked_leads_id: [501],
			},
		},
	],
	['companyUpdate', { event: 'update_company', entity: 'company', id: 32 }],
	['companyUnderItsOwnKey', { event: 'update_company', entity: 'company', id: 32 }],
	[
		'customerUpdate',
		{
			event: 'update_customer',
			entity: 'customer',
			data: { id: 71, next_price: 1500, next_date: 1764000000 },
		},
	],
	[
		'leadNote',
		{
			event: 'note_lead',
			entity: 'lead',
			id: 501,
			occurredAt,
			userId: 9,
			data: {
				id: 900,
				note_type: 'common',
				params: { text: '100' },
				entity_id: 501,
				entity_type: 'leads',
				created_by: 9,
				created_at: 1764000000,
				metadata: { event_source: { type: 1 } },
			},
		},
	],
	[
		'companyNote',
		{
			event: 'note_company',
			entity: 'company',
			id: 32,
			data: expect.objectContaining({ note_type: 13 }),
		},
	],
	[
		'taskUpdate',
		{
			event: 'update_task',
			entity: 'task',
			id: 61,
			occurredAt: receivedAt,
			data: {
				id: 61,
				entity_id: 501,
				entity_type: 'leads',
				task_type_id: 1,
				text: 'Call',
				is_completed: true,
				action_close: true,
				result: { id: 62, text: 'ok' },
				complete_till: '2026-01-31 20:59:00',
				created_at: '2026-01-30 10:00:00',
				updated_at: '2026-01-30 11:00:00',
				created_by: 9,
			},
		},
	],
	[
		'talkAdd',
		{
			event: 'add_talk',
			entity: 'talk',
			id: 17,
			data: {
				talk_id: 17,
				contact_id: 31,
				chat_id: '0a1b',
				entity_id: 501,
				entity_type: 'lead',
				is_in_work: true,
				is_read: false,
				origin: 'telegram',
				rate: 0,
			},
		},
	],
	[
		'messageAdd',
		{
			event: 'add_message',
			entity: 'message',
			id: '6f0e',
			occurredAt,
			data: {
				id: '6f0e',
				talk_id: 17,
				contact_id: 31,
				text: '42',
				created_at: 1764000000,
				type: 'incoming',
				author: { id: '1c', type: 'external', name: 'Ann' },
				entity_type: 'lead',
				entity_id: 501,
				element_type: 2,
				element_id: 501,
				attachment: { type: 'picture', link: 'https://example.com/a.png' },
			},
		},
	],
	[
		'messageOfBothNames',
		{
			event: 'add_message',
			data: {
				id: '6f0e',
				element_type: 1,
				element_id: 31,
				entity_type: 'lead',
				entity_id: 501,
			},
		},
	],
	[
		'unsortedAdd',
		{
			event: 'add_unsorted',
			entity: 'unsorted',
			id: 'abc',
			data: {
				uid: 'abc',
				category: 'forms',
				pipeline_id: 77,
				source: 'Form',
				source_data: {
					form_id: 5,
					form_type: 1,
					date: 1764000000,
					origin: { ip: '192.0.2.1' },
					name_1: {
						type: 'text',
						id: 'name_1',
						element_type: '1',
						name: 'Name',
						value: '007',
					},
				},
				data: {
					leads: [
						{
							name: 'x',
							created_at: 1764000000,
							responsible_user_id: 0,
							_embedded: { tags: [{ name: 'Site' }, { name: 'VIP' }] },
						},
					],
					contacts: [
						{
							name: 'y',
							custom_fields_values: [{ field_id: 1, values: [{ value: '1', enum_id: 311 }] }],
						},
					],
				},
			},
		},
	],
	[
		'unsortedAccepted',
		{
			event: 'delete_unsorted',
			id: 'abc',
			occurredAt: receivedAt,
			data: {
				action: 'accept',
				uid: 'abc',
				category: 'forms',
				created_at: 1764000000,
				accept_result: { leads: [501], contacts: [31] },
			},
		},
	],
	[
		'templateReview',
		{
			event: 'add_chat_template_review',
			entity: 'chat_template_review',
			id: 6,
			account: { id: 100, domain: '', subdomain: '' },
			occurredAt,
			data: {
				id: 6,
				type: 'waba',
				account_id: 100,
				created_at: 1764000000,
				is_editable: true,
				reviews: [{ id: 15, source_id: 20, status: 'review', reject_reason: '' }],
			},
		},
	],
	[
		'pipelineMail',
		{ event: 'mail_in_lead', id: 501, data: { id: 501, pipeline_id: 77, status_id: 142 } },
	],
	[
		'pipelinePeriod',
		{
			event: 'period_customer',
			id: 71,
			before: { period_id: 2 },
			after: { period_id: 3 },
			data: { id: 71, period_id: 3 },
		},
	],
	[
		'unknown',
		{
			event: 'wake_robots',
			entity: 'robots',
			id: 5,
			data: { id: 5, mood: '007', created_at: 1764000000 },
			raw: { id: '5', mood: '007', created_at: '1764000000' },
		},
	],
];
