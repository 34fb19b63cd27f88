import {
	all,
	asSent,
	customFields,
	flag,
	ids,
	json,
	named,
	number,
	record,
	records,
	renamed,
	tags,
	type HookFields,
} from './hookTypes';

/** What webhooks send for one kind of entity. */
export interface HookEntity {
	/** In the singular: `lead`. */
	entity: string;
	/** The key in the item's data that holds its id. */
	id: string;
	fields: HookFields;
}

/** Old names along with those of the API. */
const COMMON: HookFields = new Map([
	...all(number, [
		'id',
		'account_id',
		'group_id',
		'responsible_user_id',
		'created_by',
		'updated_by',
	]),
	...all(number, ['created_at', 'updated_at']),
	renamed('date_create', 'created_at', number),
	renamed('last_modified', 'updated_at', number),
	renamed('created_user_id', 'created_by', number),
	renamed('modified_user_id', 'updated_by', number),
	renamed('main_user_id', 'responsible_user_id', number),
]);

const CARD: HookFields = new Map([
	...COMMON,
	renamed('custom_fields', 'custom_fields_values', customFields),
	renamed('tags', '_embedded.tags', tags),
	...all(number, ['closest_task_at', 'linked_company_id']),
	...all(ids, ['linked_leads_id']),
	...all(flag, ['is_deleted']),
]);

const LEAD: HookFields = new Map([
	...CARD,
	...all(number, [
		'price',
		'status_id',
		'pipeline_id',
		'loss_reason_id',
		'closed_at',
		'score',
		'labor_cost',
		'source_id',
	]),
]);

const CUSTOMER: HookFields = new Map([
	...CARD,
	...all(number, ['status_id', 'period_id', 'next_price', 'next_date', 'periodicity']),
	...all(number, ['ltv', 'purchases_count', 'average_check']),
]);

const CATALOG_ELEMENT: HookFields = new Map([...CARD, ...all(number, ['catalog_id'])]);

export const SINGULAR: ReadonlyMap<number, string> = new Map([
	[1, 'contact'],
	[2, 'lead'],
	[3, 'company'],
	[12, 'customer'],
]);

/** The names that tasks and notes have for them in the API. */
const PLURAL = new Map([
	[1, 'contacts'],
	[2, 'leads'],
	[3, 'companies'],
	[12, 'customers'],
]);

/** `lead`, by either name; undefined: it is not a card. */
export function cardKind(name: unknown): string | undefined {
	const [number] =
		[...SINGULAR].find(([key, singular]) => name === singular || name === PLURAL.get(key)) ?? [];
	return number === undefined ? undefined : SINGULAR.get(number);
}

const onCard = (names: ReadonlyMap<number, string>) => [
	renamed('element_id', 'entity_id', number),
	renamed('element_type', 'entity_type', named(names)),
	...all(number, ['entity_id']),
];

const TASK: HookFields = new Map([
	...COMMON,
	...onCard(PLURAL),
	renamed('task_type', 'task_type_id', number),
	renamed('status', 'is_completed', flag),
	...all(number, ['task_type_id', 'complete_till', 'duration']),
	...all(flag, ['is_completed', 'action_close']),
	...all(record(new Map(all(number, ['id']))), ['result']),
]);

/** Other numbers are not known. */
const NOTE_TYPES = new Map([
	[4, 'common'],
	[10, 'call_in'],
	[11, 'call_out'],
	[25, 'service_message'],
]);

/** The note of `note_lead`. */
export const NOTE: HookFields = new Map([
	...COMMON,
	...onCard(PLURAL),
	...all(named(NOTE_TYPES), ['note_type']),
	...all(json, ['metadata']),
	renamed('text', 'params.text', asSent),
]);

const TALK: HookFields = new Map([
	...onCard(SINGULAR),
	...all(number, ['talk_id', 'contact_id', 'account_id', 'rate', 'created_at', 'updated_at']),
	...all(flag, ['is_in_work', 'is_read']),
]);

/** The documentation names its card by `element_id` and `element_type`, which stay. */
const MESSAGE: HookFields = new Map([
	['element_id', { as: 'entity_id', read: number, own: number }],
	['element_type', { as: 'entity_type', read: named(SINGULAR), own: number }],
	...all(number, ['entity_id', 'talk_id', 'contact_id', 'account_id', 'created_at']),
]);

const CARDS_OF_UNSORTED = all(records(LEAD), ['leads']).concat(
	all(records(CARD), ['contacts', 'companies']),
);

const RESULT = record(new Map(all(ids, ['leads', 'contacts', 'companies'])));

const UNSORTED: HookFields = new Map([
	...all(number, ['account_id', 'user_id', 'pipeline_id', 'created_at']),
	...all(record(new Map(all(number, ['form_id', 'form_type', 'date']))), ['source_data']),
	...all(record(new Map([...CARDS_OF_UNSORTED, ...all(number, ['pipeline_id', 'created_at'])])), [
		'data',
	]),
	...all(RESULT, ['accept_result', 'decline_result']),
]);

const TEMPLATE: HookFields = new Map([
	...COMMON,
	...all(flag, ['is_editable', 'is_on_review']),
	...all(records(new Map(all(number, ['id', 'source_id']))), ['reviews']),
]);

/** By their key in the webhook. */
const ENTITIES = new Map<string, HookEntity>([
	['leads', { entity: 'lead', id: 'id', fields: LEAD }],
	['contacts', { entity: 'contact', id: 'id', fields: CARD }],
	['companies', { entity: 'company', id: 'id', fields: CARD }],
	['customers', { entity: 'customer', id: 'id', fields: CUSTOMER }],
	['catalogs', { entity: 'catalog_element', id: 'id', fields: CATALOG_ELEMENT }],
	['task', { entity: 'task', id: 'id', fields: TASK }],
	['talk', { entity: 'talk', id: 'talk_id', fields: TALK }],
	['message', { entity: 'message', id: 'id', fields: MESSAGE }],
	['outgoing_message', { entity: 'outgoing_message', id: 'id', fields: MESSAGE }],
	['unsorted', { entity: 'unsorted', id: 'uid', fields: UNSORTED }],
	['chat_template_review', { entity: 'chat_template_review', id: 'id', fields: TEMPLATE }],
]);

/** An unknown entity keeps the name under which it came. */
export const entityUnder = (key: string): HookEntity =>
	ENTITIES.get(key) ?? { entity: key, id: 'id', fields: COMMON };

export const hookEntities = [...ENTITIES.values()];
