import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { websiteButton } from './websiteButton';

export const addChat = writeOperation({
	name: 'addChat',
	displayName: 'Add Chat',
	description: 'Put an online chat into a website button',
	action: 'Add a chat to a website button',
	method: 'POST',
	path: `${websiteButton.path}/{id}/online_chat`,
	parts: [ownPart(websiteButton)],
	show: (_answer, { id }) => ({ chatAdded: true, id }),
});
