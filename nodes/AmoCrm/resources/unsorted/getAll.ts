import { listOperation } from '../../factories/readOperations';
import { listFilters } from './filters';
import { unsorted } from './unsorted';

export const getAll = listOperation(unsorted, {
	filters: listFilters,
	readBy: 'created_at',
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'Last Change', value: 'updated_at' },
	],
});
