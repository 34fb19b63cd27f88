import { type Entity, locate, ownPart } from '../factories/entity';
import { choiceFilter, idsFilter } from '../factories/filter';
import { inputForm } from '../factories/form';
import { booleanInput, textInput } from '../factories/input';
import { kommoOnly } from '../factories/platform';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { writeOperation } from '../factories/writeOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/talks-api */
const talk: Entity = {
	name: 'talk',
	singular: 'conversation',
	plural: 'conversations',
	path: '/api/v4/talks',
	collection: 'talks',
	key: 'talk_id',
	label: ({ talk_id, origin }) => `${String(talk_id)} (${String(origin)})`,
};

/** What was said in a conversation. */
export const message: Entity = {
	name: 'message',
	singular: 'message',
	plural: 'messages',
	path: '/api/v4/talks/{talk}/messages',
	collection: 'messages',
	parents: [locate(talk)],
};

const sendMessage = kommoOnly(
	writeOperation({
		name: 'sendMessage',
		displayName: 'Send Message',
		description: 'Write to the client of a conversation',
		action: 'Send a message in a conversation',
		method: 'POST',
		path: message.path,
		parts: message.parents,
		form: inputForm([textInput('text', 'Text', { typeOptions: { rows: 2 } })]),
	}),
);

const get = getOperation(talk);

/** amoCRM's documentation knows no such list, its own client does: amoCRM decides. */
const getAll = listOperation(talk, {
	filters: [
		idsFilter('contactIds', 'Contact IDs', 'contact_id'),
		choiceFilter('entityType', 'Card Type', 'filter[entity_type]', [
			{ name: 'Customer', value: 'customer' },
			{ name: 'Lead', value: 'lead' },
		]),
		idsFilter('entityIds', 'Card IDs', 'entity_id'),
	],
});

const getMessages = kommoOnly({
	...listOperation(message),
	name: 'getMessages',
	displayName: 'Get Messages',
	description: 'Retrieve the messages of a conversation',
	action: 'Get messages of a conversation',
});

const close = writeOperation({
	name: 'close',
	displayName: 'Close',
	description: 'Close a conversation',
	action: 'Close a conversation',
	method: 'POST',
	path: `${talk.path}/{id}/close`,
	parts: [ownPart(talk)],
	form: inputForm(
		[],
		[
			booleanInput(
				'force_close',
				'Force',
				'Whether to close it at once, without the bot that asks for a rating',
			),
		],
	),
	show: (_answer, { id }) => ({ closed: true, id }),
});

export const talkResource = inAccount({
	name: 'talk',
	displayName: 'Conversation (Talk)',
	operations: [close, get, getAll, getMessages, sendMessage],
});
