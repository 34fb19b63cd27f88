import { choicesFilter, idsFilter, momentFilters } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { includes, note } from './note';
import { allOptions } from './types';

export const getAll = listOperation(note, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		idsFilter('entityIds', 'Card IDs', 'entity_id', {
			description: 'Numbers of cards of the type, separated by commas',
		}),
		choicesFilter('noteTypes', 'Types', 'note_type', allOptions),
		...momentFilters('updated', 'Updated', 'updated_at'),
	],
	readBy: 'id',
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
	includes,
});
