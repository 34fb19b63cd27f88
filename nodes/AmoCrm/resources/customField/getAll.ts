import { choicesFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { customField, FIELD_TYPES } from './customField';

export const getAll = listOperation(customField, {
	filters: [choicesFilter('types', 'Types', 'type', FIELD_TYPES)],
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Sort', value: 'sort' },
	],
});
