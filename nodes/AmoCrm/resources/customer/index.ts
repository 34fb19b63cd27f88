import { inAccount } from '../inAccount';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';
import { upsert } from './upsert';

export const customerResource = inAccount({
	name: 'customer',
	displayName: 'Customer',
	operations: [create, get, getAll, update, upsert],
});
