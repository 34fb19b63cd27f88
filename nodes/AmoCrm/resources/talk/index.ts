import { inAccount } from '../inAccount';
import { close } from './close';
import { get } from './get';
import { getAll } from './getAll';
import { getMessages } from './getMessages';
import { sendMessage } from './sendMessage';

export const talkResource = inAccount({
	name: 'talk',
	displayName: 'Conversation (Talk)',
	operations: [close, get, getAll, getMessages, sendMessage],
});
