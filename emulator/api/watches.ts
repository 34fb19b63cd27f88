import { isEqual } from 'lodash';
import type { Model } from '../state/collection';
import { pluralOf, SINGULAR } from './entities';
import { isRecord, type ApiCall } from './kit';

/** What amoCRM makes events of. amocrm.ru/developers: crm/events-and-notes. */
export interface Happening {
	type: string;
	after?: object[];
	before?: object[];
	/** Further keys of the event. */
	more?: object;
}

/** What an event is about: its `entity_type`, in the singular, and `entity_id`. */
export interface Subject {
	type: string;
	id: unknown;
}

export interface Watched {
	subject(model: Model, call: ApiCall): Subject;
	made(call: ApiCall, model: Model): Happening;
	changes: Array<(before: Model, after: Model, call: ApiCall) => Happening[]>;
}

type Change = Watched['changes'][number];

/** One event when any of the keys changes: what they were, and what they are. */
const when = (keys: string[], type: string, tell: (model: Model) => object): Change => {
	return (before, after) =>
		keys.every((key) => before[key] === after[key])
			? []
			: [{ type, before: [tell(before)], after: [tell(after)] }];
};

const responsible = when(['responsible_user_id'], 'entity_responsible_changed', (model) => ({
	responsible_user: { id: model.responsible_user_id },
}));

/** Events tell of a note that amoCRM writes itself; nothing but its id is documented. */
const ownNote = ({ account }: ApiCall) => [{ note: { id: account.ids.take('entity') } }];

interface FieldEntry {
	field_id: number;
	field_type: string;
	values: Array<{ value?: unknown; enum_id?: number }>;
}

/** Numbers of the types of fields, as API v2 had them. */
const TYPE_NUMBERS =
	'text numeric checkbox select multiselect date url multitext textarea radiobutton streetaddress - smart_address birthday legal_entity'.split(
		' ',
	);

const tellField = (entry?: FieldEntry) =>
	(entry?.values ?? []).map(({ value, enum_id }) => ({
		custom_field_value: {
			field_id: entry?.field_id,
			field_type: TYPE_NUMBERS.indexOf(String(entry?.field_type)) + 1,
			enum_id: enum_id ?? null,
			text: String(value),
		},
	}));

const customFields: Change = (before, after) => {
	const was = (before.custom_fields_values ?? []) as FieldEntry[];
	const is = (after.custom_fields_values ?? []) as FieldEntry[];
	const ids = [...new Set([...was, ...is].map(({ field_id: id }) => id))];
	return ids.flatMap((id) => {
		const [old, fresh] = [was, is].map((list) => list.find(({ field_id }) => field_id === id));
		if (isEqual(old?.values, fresh?.values)) return [];
		const type = `custom_field_${id}_value_changed`;
		return [{ type, before: tellField(old), after: tellField(fresh) }];
	});
};

function tags(card: string): Change {
	return (before, after, { account }) => {
		const [was, is] = [before, after].map(({ tag_ids: ids }) => (ids ?? []) as number[]);
		const tell = (ids: number[]) =>
			ids.map((id) => ({ tag: { name: account.collection(`${card}/tags`).get(id)?.name } }));
		const added = is.filter((id) => !was.includes(id));
		const gone = was.filter((id) => !is.includes(id));
		return [
			...(added.length > 0 ? [{ type: 'entity_tag_added', after: tell(added) }] : []),
			...(gone.length > 0 ? [{ type: 'entity_tag_deleted', before: tell(gone) }] : []),
		];
	};
}

const trash = (entity: string): Change => {
	return ({ is_deleted: was }, { is_deleted: is }) =>
		was === is ? [] : [{ type: `${entity}_${is === true ? 'deleted' : 'restored'}` }];
};

function card(type: string, own: Change[] = []): Watched {
	const entity = SINGULAR[type];
	const name = when(['name'], 'name_field_changed', (model) => ({
		name_field_value: { name: model.name },
	}));
	return {
		subject: ({ id }) => ({ type: entity, id }),
		made: (call) => ({ type: `${entity}_added`, after: ownNote(call) }),
		changes: [...own, name, responsible, customFields, tags(type), trash(entity)],
	};
}

const NOTE_EVENTS: Record<string, string> = {
	common: 'common_note_added',
	call_in: 'incoming_call',
	call_out: 'outgoing_call',
	sms_in: 'incoming_sms',
	sms_out: 'outgoing_sms',
	attachment: 'attachment_note_added',
	geolocation: 'geo_note_added',
	service_message: 'service_note_added',
	extended_service_message: 'service_note_added',
	message_cashier: 'message_to_cashier_note_added',
};

const notes = (type: string): Watched => ({
	subject: ({ entity_id: id }) => ({ type: SINGULAR[type], id }),
	made: (_call, note) => ({
		type: NOTE_EVENTS[String(note.note_type)],
		after: [{ note: { id: note.id } }],
	}),
	changes: [],
});

const tasks: Watched = {
	subject: ({ id }) => ({ type: 'task', id }),
	made: () => ({ type: 'task_added' }),
	changes: [
		when(['text'], 'task_text_changed', ({ text }) => ({ task: { text } })),
		when(['complete_till'], 'task_deadline_changed', (task) => ({
			task_deadline: { timestamp: task.complete_till },
		})),
		when(['task_type_id'], 'task_type_changed', (task) => ({
			task_type: { id: task.task_type_id },
		})),
		responsible,
		(before, after) =>
			before.is_completed !== true && after.is_completed === true
				? [{ type: 'task_completed' }]
				: [],
		(before, after, call) =>
			isEqual(before.result, after.result)
				? []
				: [{ type: 'task_result_added', after: ownNote(call) }],
	],
};

const transactions: Watched = {
	subject: ({ customer_id: id }) => ({ type: 'customer', id }),
	made: (_call, { id }) => ({ type: 'transaction_added', after: [{ transaction: { id } }] }),
	changes: [],
};

const talkOf = ({ account }: ApiCall, message: Model) =>
	account.collection('talks').get(message.talk_id);

/** The card that a talk is about, while it is there; otherwise the event is about the contact. */
function talkedAbout(call: ApiCall, message: Model): Subject | undefined {
	const talk = talkOf(call, message);
	const type = String(talk?.entity_type);
	const card = call.account.collection(pluralOf(type) ?? '').get(talk?.entity_id);
	return card && card.is_deleted !== true ? { type, id: card.id } : undefined;
}

const messages: Watched = {
	subject: (message, call) =>
		talkedAbout(call, message) ?? { type: 'contact', id: talkOf(call, message)?.contact_id },
	made(call, message) {
		const isIncoming = isRecord(message.author) && message.author.type === 'external';
		return {
			type: `${isIncoming ? 'incoming' : 'outgoing'}_chat_message`,
			after: [{ message: { id: message.id } }],
			more: talkedAbout(call, message)
				? { linked_talk_contact_id: talkOf(call, message)?.contact_id }
				: {},
		};
	},
	changes: [],
};

/** By the kind of collection. */
export const WATCHED: Record<string, Watched> = {
	leads: card('leads', [
		when(['status_id', 'pipeline_id'], 'lead_status_changed', (lead) => ({
			lead_status: { id: lead.status_id, pipeline_id: lead.pipeline_id },
		})),
		when(['price'], 'sale_field_changed', ({ price }) => ({ sale_field_value: { sale: price } })),
	]),
	contacts: card('contacts'),
	companies: card('companies'),
	customers: card('customers', [
		when(['status_id'], 'customer_status_changed', (customer) => ({
			customer_status: { id: customer.status_id },
		})),
	]),
	tasks,
	'customers/transactions': transactions,
	'talks/:id/messages': messages,
	...Object.fromEntries(
		['leads', 'contacts', 'companies', 'customers'].map((type) => [`${type}/notes`, notes(type)]),
	),
};
