import { isPlainObject } from 'lodash';

import { isGiven } from '../../../shared/fields/given';
import { idsFilter } from '../../factories/filter';
import { locate, type Part } from '../../factories/entity';
import { getOperation, listOperation } from '../../factories/readOperations';
import { deleteOperation } from '../../factories/writeOperations';
import { customer } from '../customer/customer';
import { inAccount } from '../inAccount';
import { create } from './create';
import { customerTransaction } from './customerTransaction';

const remove = deleteOperation(customerTransaction);

const get = getOperation(customerTransaction);

const one = locate(customer, {
	required: false,
	description: 'Whose transactions; those of all customers where left empty',
});

const valueIn = (located: unknown) =>
	isPlainObject(located) ? (located as { value?: unknown }).value : located;

/** `customers/12`, or `customers` for those of all. */
const buyers: Part = {
	...one,
	gap: 'customers',
	read: (given, saved) =>
		isGiven(one.property.displayName, valueIn(given), valueIn(saved))
			? `customers/${one.read(given)}`
			: 'customers',
};

const getAll = listOperation(
	{ ...customerTransaction, path: '/api/v4/{customers}/transactions', parents: [buyers] },
	{ filters: [idsFilter('ids', 'IDs', 'id')] },
);

export const customerTransactionResource = inAccount({
	name: 'customerTransaction',
	displayName: 'Customer Transaction',
	operations: [create, remove, get, getAll],
});
