import { isEmpty, omitBy } from 'lodash';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { toIsoMoment } from '../fields/time';
import { eventOptions, hookCodes } from './codes';
import type { CrmEvent } from './event';
import { readEventValues } from './eventValues';

/** An event as `/api/v4/events` gives it. */
export interface ApiEvent extends IDataObject {
	id: string;
	type: string;
	entity_id: number;
	entity_type: string;
	created_by: number;
	created_at: number;
	account_id: number;
	/** Of a message in a talk about a lead or a customer: whose it is. */
	linked_talk_contact_id?: number;
	value_before?: IDataObject[];
	value_after?: IDataObject[];
}

/** A type of the events API that has a code among the webhooks. */
export interface CodedType {
	type: string;
	/** In the singular: `lead`. */
	entity: string;
	/** `status_lead` */
	code: string;
}

const CARD = { added: 'add', deleted: 'delete', restored: 'restore' };

/** Types that begin with the name of their entity: the rest of the type, and the action of the webhook. */
const OWN: Record<string, Record<string, string>> = {
	lead: { ...CARD, status_changed: 'status' },
	contact: CARD,
	company: CARD,
	customer: { added: 'add', deleted: 'delete', status_changed: 'update' },
	task: {
		added: 'add',
		deleted: 'delete',
		completed: 'update',
		type_changed: 'update',
		text_changed: 'update',
		deadline_changed: 'update',
		result_added: 'update',
	},
};

const CARDS = ['lead', 'contact', 'company', 'customer'];

/** Each field has a type of its own; this one stands for all of them. */
const ANY_FIELD = 'custom_field_value_changed';
const OF_ONE_FIELD = /^custom_field_\d+_value_changed$/;

/** Types of several entities: which ones, and the action of the webhook. */
const COMMON: Array<[action: string, entities: string[], types: string]> = [
	['responsible', [...CARDS, 'task'], 'entity_responsible_changed'],
	['update', CARDS, `name_field_changed ${ANY_FIELD} entity_tag_added entity_tag_deleted`],
	['update', ['lead'], 'sale_field_changed'],
	['update', ['customer'], 'ltv_field_changed'],
	[
		'note',
		CARDS,
		'common_note_added attachment_note_added geo_note_added service_note_added site_visit_note_added message_to_cashier_note_added targeting_in_note_added targeting_out_note_added',
	],
];

const coded = (type: string, entity: string, action: string): CodedType => ({
	type,
	entity,
	code: `${action}_${entity}`,
});

/**
 * Every type that a webhook tells of, too, with its code.
 * @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export const codedTypes: CodedType[] = [
	...Object.entries(OWN).flatMap(([entity, types]) =>
		Object.entries(types).map(([rest, action]) => coded(`${entity}_${rest}`, entity, action)),
	),
	...COMMON.flatMap(([action, entities, types]) =>
		types.split(' ').flatMap((type) => entities.map((entity) => coded(type, entity, action))),
	),
];

const general = (type: string) => (OF_ONE_FIELD.test(type) ? ANY_FIELD : type);

/** Codes of webhooks that the events API tells of. */
const codesOfApi = new Set(codedTypes.map(({ code }) => code));

/** What the events API can be asked for: by the code of a webhook, or by its own type where there is none. */
export const apiEventOptions: INodePropertyOptions[] = [
	...eventOptions.filter(({ value }) => codesOfApi.has(String(value))),
	{ name: 'Customer: Transaction Added', value: 'transaction_added' },
	{ name: 'Message: Received', value: 'incoming_chat_message' },
].sort((a, b) => a.name.localeCompare(b.name));

/** What amoCRM is asked for, so that all of these are among its answers: codes, and types of the API. */
export function typesFor(chosen: string[]): string[] {
	const types = chosen.flatMap((name) => {
		const known = codedTypes.filter(({ code }) => code === name);
		// amoCRM takes the type of one field only alone.
		return known.length > 0 ? known.map(({ type }) => type) : [general(name)];
	});
	return [...new Set(types)];
}

const codeOf = ({ type, entity_type }: ApiEvent) =>
	codedTypes.find((known) => known.type === general(type) && known.entity === entity_type)?.code;

/** Whether the event goes by one of these names: its code, its type. */
export const isChosenEvent = (event: ApiEvent, chosen: string[]) =>
	[codeOf(event), event.type, general(event.type)].some(
		(name) => name !== undefined && chosen.includes(name),
	);

const NOTE_OWNERS: Record<string, string> = {
	lead: 'leads',
	contact: 'contacts',
	company: 'companies',
	customer: 'customers',
};

/** The note's own id, where the event is of one. */
function noteOf({ value_after: [told] = [], ...event }: ApiEvent): IDataObject {
	const { note } = (told ?? {}) as { note?: IDataObject };
	return {
		id: note?.id,
		entity_id: event.entity_id,
		entity_type: NOTE_OWNERS[event.entity_type],
		created_by: event.created_by,
		created_at: event.created_at,
	};
}

/** Custom fields have another shape in a card than an event tells, and the card may have more tags. */
const ofCard = (
	{ entity_id: id, linked_talk_contact_id: contact_id }: ApiEvent,
	after: IDataObject,
): IDataObject => ({
	id,
	...(contact_id !== undefined && { contact_id }),
	...omitBy(after, (_value, key) => key.startsWith('cf_') || key === 'tags'),
});

const actions = new Map(hookCodes.map(({ code, action }) => [code, action]));
const CHANGES = ['update', 'status', 'responsible'];

/** An event of the API in the form of all triggers; `domain` is the account's. */
export function readApiEvent(event: ApiEvent, domain: string): CrmEvent {
	const code = codeOf(event);
	const action = actions.get(code ?? '') ?? '';
	const before = readEventValues(event.value_before);
	const after = readEventValues(event.value_after);
	// Of a change all is known: an empty list of fields says that none of them changed.
	const tells = CHANGES.includes(action) || !isEmpty(before) || !isEmpty(after);
	return {
		event: code ?? event.type,
		entity: event.entity_type,
		id: event.entity_id,
		account: { id: event.account_id, domain, subdomain: domain.split('.')[0] },
		occurredAt: toIsoMoment(event.created_at) ?? '',
		userId: event.created_by,
		...(tells && { before, after }),
		data: {
			...(action === 'note' ? noteOf(event) : ofCard(event, after)),
			account_id: event.account_id,
		},
		raw: event,
		delivery: { id: event.id, position: 0, repeated: false },
	};
}
