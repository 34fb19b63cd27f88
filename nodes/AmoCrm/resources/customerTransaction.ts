import { isPlainObject } from 'lodash';

import { users } from '../../shared/editor/lookup';
import { isGiven } from '../../shared/fields/given';
import { type Entity, locate, ownPart, type Part } from '../factories/entity';
import { idsFilter } from '../factories/filter';
import { inputForm } from '../factories/form';
import {
	integerInput,
	lookupInput,
	momentInput,
	numberInput,
	rowsInput,
	textInput,
} from '../factories/input';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { deleteOperation, writeOperation } from '../factories/writeOperations';
import { catalogs } from '../lookups/lists';
import { customer } from './customer';

/**
 * What customers have bought.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-api
 */
const customerTransaction: Entity = {
	name: 'customerTransaction',
	singular: 'transaction',
	plural: 'transactions',
	path: '/api/v4/customers/transactions',
	collection: 'transactions',
	label: ({ id, comment, price }) => `${String(comment || id)}: ${String(price)}`,
};

const elements = rowsInput('_embedded.catalog_elements', 'Catalog Elements', 'Element', [
	integerInput('id', 'Element ID'),
	lookupInput('metadata.catalog_id', 'Catalog', catalogs, { name: 'catalogId' }),
	numberInput('metadata.quantity', 'Quantity', { name: 'quantity', default: 1 }),
]);

const create = writeOperation({
	name: 'create',
	displayName: 'Create',
	description: 'Note a purchase of a customer',
	action: 'Create a transaction',
	method: 'POST',
	path: `${customer.path}/{id}/transactions`,
	collection: customerTransaction.collection,
	parts: [ownPart(customer)],
	form: inputForm(
		[integerInput('price', 'Price')],
		[
			textInput('comment', 'Comment', { typeOptions: { rows: 2 } }),
			momentInput('completed_at', 'Completed At'),
			lookupInput('created_by', 'Created By', users),
			momentInput('next_date', 'Next Purchase At', { description: 'Changes the customer' }),
			integerInput('next_price', 'Next Purchase Price', { description: 'Changes the customer' }),
			elements,
		],
	),
	send: inBatches(),
});

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
