import { inputForm } from '../../factories/form';
import {
	integerInput,
	lookupInput,
	momentInput,
	numberInput,
	rowsInput,
	textInput,
} from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { catalogs } from '../../lookups/lists';
import { users } from '../../../shared/editor/lookup';
import { customer } from '../customer/customer';
import { customerTransaction } from './customerTransaction';

const elements = rowsInput('_embedded.catalog_elements', 'Catalog Elements', 'Element', [
	integerInput('id', 'Element ID'),
	lookupInput('metadata.catalog_id', 'Catalog', catalogs, { name: 'catalogId' }),
	numberInput('metadata.quantity', 'Quantity', { name: 'quantity', default: 1 }),
]);

export const create = writeOperation({
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
