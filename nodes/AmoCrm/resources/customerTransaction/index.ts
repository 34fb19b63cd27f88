import { inAccount } from '../inAccount';
import { create } from './create';
import { remove } from './delete';
import { getAll } from './getAll';

export const customerTransactionResource = inAccount({
	name: 'customerTransaction',
	displayName: 'Customer Transaction',
	operations: [create, remove, getAll],
});
