import {
	apiEventOptions,
	isChosenEvent,
	readApiEvent,
	typesFor,
	type ApiEvent,
} from '../../../../nodes/shared/hooks/apiEvents';

const apiEvent = (changes: Partial<ApiEvent> = {}): ApiEvent => ({
	id: '01pz58t6p04ymgsgfbmfyfy1mf',
	type: 'lead_added',
	entity_id: 501,
	entity_type: 'lead',
	created_by: 9,
	created_at: 1_769_853_600,
	account_id: 31_000_000,
	value_before: [],
	value_after: [],
	...changes,
});

it('tells all that is known of a change of stage', () => {
	const event = apiEvent({
		type: 'lead_status_changed',
		value_before: [{ lead_status: { id: 1, pipeline_id: 7 } }],
		value_after: [{ lead_status: { id: 142, pipeline_id: 7 } }],
	});

	expect(readApiEvent(event, 'example.amocrm.ru')).toEqual({
		event: 'status_lead',
		entity: 'lead',
		id: 501,
		account: { id: 31_000_000, domain: 'example.amocrm.ru', subdomain: 'example' },
		occurredAt: '2026-01-31T10:00:00Z',
		userId: 9,
		before: { status_id: 1, pipeline_id: 7 },
		after: { status_id: 142, pipeline_id: 7 },
		data: { id: 501, status_id: 142, pipeline_id: 7, account_id: 31_000_000 },
		raw: event,
		delivery: { id: event.id, position: 0, repeated: false },
	});
});

it('of a note tells the card, and in its data the note', () => {
	const event = apiEvent({
		type: 'common_note_added',
		entity_type: 'company',
		value_after: [{ note: { id: 77 } }],
	});

	expect(readApiEvent(event, 'example.amocrm.ru')).toMatchObject({
		event: 'note_company',
		id: 501,
		data: { id: 77, entity_id: 501, entity_type: 'companies', created_by: 9 },
	});
});

it('of a change that is of no field says that none changed', () => {
	expect(readApiEvent(apiEvent({ type: 'lead_restored' }), 'example.amocrm.ru')).not.toHaveProperty(
		'after',
	);
	expect(
		readApiEvent(apiEvent({ type: 'task_completed', entity_type: 'task' }), 'example.amocrm.ru'),
	).toMatchObject({ event: 'update_task', before: {}, after: {} });
});

it('of tags names those that came, which need not be all that the card has', () => {
	const event = apiEvent({
		type: 'entity_tag_added',
		value_after: [{ tag: { name: 'A' } }, { tag: { name: 'B' } }],
	});
	const { before, after, data } = readApiEvent(event, 'example.amocrm.ru');
	expect([before, after, data.tags]).toEqual([{}, { tags: ['A', 'B'] }, undefined]);
});

it.each([
	['task_text_changed', { task: { text: 'Call' } }, { text: 'Call' }],
	['task_deadline_changed', { task_deadline: { timestamp: 7 } }, { complete_till: 7 }],
	['task_type_changed', { task_type: { id: 2 } }, { task_type_id: 2 }],
	['transaction_added', { transaction: { id: 33675 } }, { transaction_id: 33675 }],
	['ltv_field_changed', { ltv_field_value: { ltv: 90 } }, { ltv: 90 }],
])('%s tells the values before and after', (type, told, values) => {
	const event = apiEvent({ type, value_before: [told], value_after: [told] });
	expect(readApiEvent(event, 'example.amocrm.ru')).toMatchObject({
		before: values,
		after: values,
		data: values,
	});
});

it('of a message names the message, and the contact where it belongs to a lead', () => {
	const event = apiEvent({
		type: 'incoming_chat_message',
		linked_talk_contact_id: 31,
		value_after: [{ message: { id: '1508b51c-aab0-428e-9322-611d847ae747' } }],
	});
	expect(readApiEvent(event, 'example.amocrm.ru')).toMatchObject({
		event: 'incoming_chat_message',
		entity: 'lead',
		id: 501,
		after: { message_id: '1508b51c-aab0-428e-9322-611d847ae747' },
		data: { id: 501, contact_id: 31, message_id: '1508b51c-aab0-428e-9322-611d847ae747' },
	});
});

it('offers what webhooks tell of, and purchases and messages under the names of the API', () => {
	const values = apiEventOptions.map(({ value }) => value);
	expect(values).toEqual(expect.arrayContaining(['transaction_added', 'incoming_chat_message']));
	expect(values).not.toContain('add_message');
	expect(typesFor(['transaction_added', 'incoming_chat_message'])).toEqual([
		'transaction_added',
		'incoming_chat_message',
	]);
	expect(new Set(apiEventOptions.map(({ name }) => name)).size).toBe(values.length);
});

it.each([
	['lead_restored', 'lead', 'restore_lead'],
	['contact_added', 'contact', 'add_contact'],
	['customer_deleted', 'customer', 'delete_customer'],
	['customer_status_changed', 'customer', 'update_customer'],
	['task_completed', 'task', 'update_task'],
	['entity_responsible_changed', 'task', 'responsible_task'],
	['name_field_changed', 'company', 'update_company'],
	['sale_field_changed', 'lead', 'update_lead'],
	['custom_field_41_value_changed', 'contact', 'update_contact'],
	['geo_note_added', 'lead', 'note_lead'],
	// What no webhook tells of keeps its type.
	['lead_linked', 'lead', 'lead_linked'],
	['incoming_call', 'contact', 'incoming_call'],
	['name_field_changed', 'catalog_12', 'name_field_changed'],
])('%s of a %s is %s', (type, entity, code) => {
	const event = readApiEvent(apiEvent({ type, entity_type: entity }), 'example.amocrm.ru');
	expect(event.event).toBe(code);
});

it('asks amoCRM for types, never for that of one field among others', () => {
	expect(
		typesFor(['status_lead', 'add_lead', 'custom_field_41_value_changed', 'lead_linked']),
	).toEqual(['lead_status_changed', 'lead_added', 'custom_field_value_changed', 'lead_linked']);
});

it.each([
	['its code', ['update_contact'], true],
	['its type', ['custom_field_41_value_changed'], true],
	['the type of any field', ['custom_field_value_changed'], true],
	['the type of another field', ['custom_field_42_value_changed'], false],
	['the code of another entity', ['update_lead'], false],
])('an event is chosen by %s: %s, %s', (_name, chosen, isChosen) => {
	const event = apiEvent({ type: 'custom_field_41_value_changed', entity_type: 'contact' });
	expect(isChosenEvent(event, chosen)).toBe(isChosen);
});
