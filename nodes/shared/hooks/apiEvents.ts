import { isEmpty, omitBy } from 'lodash';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { subdomainOf } from '../address';
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
	/** The contact of a message, where its talk is about a lead or a customer. */
	linked_talk_contact_id?: number;
	value_before?: IDataObject[];
	value_after?: IDataObject[];
}

/** A type of the events API that webhooks have a code for. */
interface CodedType {
	type: string;
	/** In the singular: `lead`. */
	entity: string;
	/** `status_lead` */
	code: string;
}

const CARD_ACTIONS = { added: 'add', deleted: 'delete', restored: 'restore' };

/** Types that begin with the name of their entity: by the rest of the type, the action of the webhook. */
const TYPES_BY_ENTITY: Record<string, Record<string, string>> = {
	lead: { ...CARD_ACTIONS, status_changed: 'status' },
	contact: CARD_ACTIONS,
	company: CARD_ACTIONS,
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

/** Stands for the types of all custom fields, each of which has one. */
const ANY_FIELD = 'custom_field_value_changed';
const ONE_FIELD = /^custom_field_\d+_value_changed$/;

/** Types that several entities have in common. */
const COMMON: Array<[action: string, entities: string[], types: string[]]> = [
	['responsible', [...CARDS, 'task'], ['entity_responsible_changed']],
	['update', CARDS, ['name_field_changed', ANY_FIELD, 'entity_tag_added', 'entity_tag_deleted']],
	['update', ['lead'], ['sale_field_changed']],
	['update', ['customer'], ['ltv_field_changed']],
	[
		'note',
		CARDS,
		[
			'common_note_added',
			'attachment_note_added',
			'geo_note_added',
			'service_note_added',
			'site_visit_note_added',
			'message_to_cashier_note_added',
			'targeting_in_note_added',
			'targeting_out_note_added',
		],
	],
];

const coded = (type: string, entity: string, action: string): CodedType => ({
	type,
	entity,
	code: `${action}_${entity}`,
});

/**
 * Every type that a webhook has a code for.
 * @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export const codedTypes: CodedType[] = [
	...Object.entries(TYPES_BY_ENTITY).flatMap(([entity, types]) =>
		Object.entries(types).map(([rest, action]) => coded(`${entity}_${rest}`, entity, action)),
	),
	...COMMON.flatMap(([action, entities, types]) =>
		types.flatMap((type) => entities.map((entity) => coded(type, entity, action))),
	),
];

/** The type that stands for all custom fields, for that of one of them. */
const general = (type: string) => (ONE_FIELD.test(type) ? ANY_FIELD : type);

/** Codes of webhooks that the events API has types for. */
const codesOfApi = new Set(codedTypes.map(({ code }) => code));

/** What the polling trigger offers: codes of webhooks, and types of the events API that have none. */
export const apiEventOptions: INodePropertyOptions[] = [
	...eventOptions.filter(({ value }) => codesOfApi.has(String(value))),
	{ name: 'Customer: Transaction Added', value: 'transaction_added' },
	{ name: 'Message: Received', value: 'incoming_chat_message' },
].sort((a, b) => a.name.localeCompare(b.name));

/** The types to ask the events API for. @param chosen codes of webhooks, and types */
export function typesFor(chosen: string[]): string[] {
	const types = chosen.flatMap((name) => {
		const known = codedTypes.filter(({ code }) => code === name);
		// amoCRM takes the type of one field only by itself: all are asked for, and the others left out.
		return known.length > 0 ? known.map(({ type }) => type) : [general(name)];
	});
	return [...new Set(types)];
}

const codeOf = ({ type, entity_type }: ApiEvent) =>
	codedTypes.find((known) => known.type === general(type) && known.entity === entity_type)?.code;

/** Whether the event was chosen, by its code or its type. */
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

/** The note that was added, as far as the event shows it. */
function noteOf({ value_after: [added] = [], ...event }: ApiEvent): IDataObject {
	const { note } = (added ?? {}) as { note?: IDataObject };
	return {
		id: note?.id,
		entity_id: event.entity_id,
		entity_type: NOTE_OWNERS[event.entity_type],
		created_by: event.created_by,
		created_at: event.created_at,
	};
}

/** Without custom fields, whose shape differs in cards, and without tags, of which the card may have more. */
const cardOf = (
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
	// A change lists all that changed: an empty list says that none of the known fields did.
	const hasValues = CHANGES.includes(action) || !isEmpty(before) || !isEmpty(after);
	return {
		event: code ?? event.type,
		entity: event.entity_type,
		id: event.entity_id,
		account: { id: event.account_id, domain, subdomain: subdomainOf(domain) },
		occurredAt: toIsoMoment(event.created_at) ?? '',
		userId: event.created_by,
		...(hasValues && { before, after }),
		data: {
			...(action === 'note' ? noteOf(event) : cardOf(event, after)),
			account_id: event.account_id,
		},
		raw: event,
		delivery: { id: event.id, position: 0, repeated: false },
	};
}
