import { inAccount } from '../inAccount';
import { create } from './create';
import { remove } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const customFieldGroupResource = inAccount({
	name: 'customFieldGroup',
	displayName: 'Custom Field Group',
	operations: [create, remove, get, getAll, update],
});
