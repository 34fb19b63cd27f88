import { textFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { webhook } from './webhook';

export const getAll = listOperation(webhook, {
	filters: [
		textFilter('destination', 'Destination', 'filter[destination]', {
			description: 'The whole address',
		}),
	],
});
