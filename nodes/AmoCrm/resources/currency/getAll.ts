import { listOperation } from '../../factories/readOperations';

/** Known from amoCRM's official PHP client. */
export const getAll = listOperation({
	name: 'currency',
	singular: 'currency',
	plural: 'currencies',
	path: '/api/v4/currencies',
	collection: 'currencies',
	pageSize: 'whole',
});
