import { inAccount } from '../inAccount';
import { create } from './create';
import { remove } from './delete';
import { getAll } from './getAll';

export const linkResource = inAccount({
	name: 'link',
	displayName: 'Link',
	operations: [create, remove, getAll],
});
