import { exactFilter, idsFilter, textFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { tag } from './tag';

export const getAll = listOperation(tag, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		exactFilter('name', 'Name', 'filter[name]', { description: 'The whole name' }),
		textFilter('query', 'Search Text', 'query', { description: 'Looked for in the names' }),
	],
});
