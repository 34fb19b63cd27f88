/** Types of events, in the order of the documentation. amocrm.ru/developers: crm/events-and-notes. */
const CARD_TYPES = ['lead', 'contact', 'company', 'customer'].flatMap((card) => [
	`${card}_added`,
	`${card}_deleted`,
	...(card === 'customer' ? [] : [`${card}_restored`]),
	...(card === 'lead' || card === 'customer' ? [`${card}_status_changed`] : []),
	`${card}_linked`,
	`${card}_unlinked`,
]);

const TASK_TYPES = 'added deleted completed type_changed text_changed deadline_changed result_added'
	.split(' ')
	.map((what) => `task_${what}`);

const NOTE_TYPES =
	'common attachment targeting_in targeting_out geo service site_visit message_to_cashier'
		.split(' ')
		.map((kind) => `${kind}_note_added`);

/** Those whose value is a plain one, which `filter[value_after][value]` compares. */
export const PLAIN_VALUE_TYPES = [
	'nps_rate_added',
	'sale_field_changed',
	'name_field_changed',
	'ltv_field_changed',
	'custom_field_value_changed',
];

export const EVENT_TYPES = [
	...CARD_TYPES,
	...TASK_TYPES,
	...NOTE_TYPES,
	'common_note_deleted',
	...PLAIN_VALUE_TYPES,
	...'incoming_call outgoing_call incoming_sms outgoing_sms'.split(' '),
	...'incoming_chat_message outgoing_chat_message entity_direct_message'.split(' '),
	...'entity_tag_added entity_tag_deleted entity_linked entity_unlinked'.split(' '),
	...'entity_responsible_changed entity_merged robot_replied intent_identified'.split(' '),
	...'link_followed transaction_added key_action_completed'.split(' '),
];

const OF_ONE_FIELD = /^custom_field_\d+_value_changed$/;

export const isOfOneField = (type: string): boolean => OF_ONE_FIELD.test(type);
