import { idsFilter } from '../../factories/filter';
import { locate, type Part } from '../../factories/part';
import { listOperation } from '../../factories/readOperations';
import { customer } from '../customer/customer';
import { customerTransaction } from './customerTransaction';

const one = locate(customer, {
	required: false,
	description: 'Whose transactions; those of all customers where left empty',
});

const isEmpty = (given: unknown) =>
	String((given as { value?: unknown } | undefined)?.value ?? '').trim() === '';

/** `customers/12`, or `customers` for those of all. */
const buyers: Part = {
	...one,
	gap: 'customers',
	read: (given) => (isEmpty(given) ? 'customers' : `customers/${one.read(given)}`),
};

export const getAll = listOperation(
	{ ...customerTransaction, path: '/api/v4/{customers}/transactions', parents: [buyers] },
	{ filters: [idsFilter('ids', 'IDs', 'id')] },
);
