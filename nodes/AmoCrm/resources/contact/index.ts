import { inAccount } from '../inAccount';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';
import { upsert } from './upsert';

export const contactResource = inAccount({
	name: 'contact',
	displayName: 'Contact',
	operations: [create, get, getAll, update, upsert],
});
