import { inAccount } from '../inAccount';
import { create } from './create';
import { remove } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { sendForReview } from './sendForReview';
import { update } from './update';

export const chatTemplateResource = inAccount({
	name: 'chatTemplate',
	displayName: 'Chat Template',
	operations: [create, remove, get, getAll, sendForReview, update],
});
