import { inAccount } from '../inAccount';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const catalogResource = inAccount({
	name: 'catalog',
	displayName: 'Catalog',
	operations: [create, get, getAll, update],
});
