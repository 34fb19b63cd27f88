import { inAccount } from '../inAccount';
import { addChat } from './addChat';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const websiteButtonResource = inAccount({
	name: 'websiteButton',
	displayName: 'Website Button',
	operations: [addChat, create, get, getAll, update],
});
