import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { locate } from '../../factories/part';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { contact } from '../contact/contact';
import { contactChat } from './contactChat';

export const link = writeOperation({
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
