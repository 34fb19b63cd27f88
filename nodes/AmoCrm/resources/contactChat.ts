import { type Entity, locate } from '../factories/entity';
import { type Filter, idsFilter, textFilter, textsIn } from '../factories/filter';
import { inputForm } from '../factories/form';
import { textInput } from '../factories/input';
import { listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { writeOperation } from '../factories/writeOperations';
import { contact } from './contact';

/** @see https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
const contactChat: Entity = {
	name: 'contactChat',
	singular: 'chat of a contact',
	plural: 'chats of contacts',
	path: '/api/v4/contacts/chats',
	collection: 'chats',
	pageSize: 'whole',
};

const link = writeOperation({
	name: 'link',
	displayName: 'Link',
	description: 'Give a chat to a contact; the contact that had it loses it',
	action: 'Link a chat to a contact',
	method: 'POST',
	path: contactChat.path,
	collection: contactChat.collection,
	parts: [locate(contact)],
	form: inputForm([
		textInput('chat_id', 'Chat ID', {
			placeholder: 'e.g. 6cbab3d5-c4c1-46ff-b710-ad59ad10805f',
		}),
	]),
	also: ({ contact: contact_id }) => ({ contact_id }),
	send: inBatches(),
});

/** Here amoCRM takes filters without the word `filter`. */
const plainly = (filter: Filter, key: string): Filter => ({
	...filter,
	read: (value) => {
		const wanted = textsIn(filter.property.displayName, value);
		return {
			query: { [`${key}[]`]: wanted },
			passes: ({ [key]: own }) => own === undefined || wanted.includes(String(own)),
		};
	},
});

const getAll = listOperation(contactChat, {
	filters: [
		plainly(
			idsFilter('contactIds', 'Contact IDs', 'contact_id', {
				description: 'Separated by commas. amoCRM wants these or Chat IDs.',
			}),
			'contact_id',
		),
		plainly(
			textFilter('chatIds', 'Chat IDs', 'chat_id', {
				description: 'Separated by commas. amoCRM wants these or Contact IDs.',
			}),
			'chat_id',
		),
	],
});

export const contactChatResource = inAccount({
	name: 'contactChat',
	displayName: 'Contact Chat',
	operations: [getAll, link],
});
