import { inAccount } from '../inAccount';
import { getAll } from './getAll';
import { link } from './link';

export const contactChatResource = inAccount({
	name: 'contactChat',
	displayName: 'Contact Chat',
	operations: [getAll, link],
});
