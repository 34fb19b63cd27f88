import { listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';

/** Known from amoCRM's official PHP client. */
const getAll = listOperation({
	name: 'currency',
	singular: 'currency',
	plural: 'currencies',
	path: '/api/v4/currencies',
	collection: 'currencies',
	pageSize: 'whole',
});

export const currencyResource = inAccount({
	name: 'currency',
	displayName: 'Currency',
	operations: [getAll],
});
