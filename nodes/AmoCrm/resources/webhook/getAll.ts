import { exactFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { webhook } from './webhook';

export const getAll = listOperation(webhook, {
	filters: [
		exactFilter('destination', 'Destination', 'filter[destination]', {
			description: 'The whole address',
		}),
	],
});
