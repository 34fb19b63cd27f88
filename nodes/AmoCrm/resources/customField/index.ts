import { choicesFilter } from '../../factories/filter';
import { getOperation, listOperation } from '../../factories/readOperations';
import { inAccount } from '../inAccount';
import { create } from './create';
import { customField, FIELD_TYPES } from './customField';
import { remove } from './delete';
import { update } from './update';

const get = getOperation(customField);

const getAll = listOperation(customField, {
	filters: [choicesFilter('types', 'Types', 'type', FIELD_TYPES)],
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Sort', value: 'sort' },
	],
});

export const customFieldResource = inAccount({
	name: 'customField',
	displayName: 'Custom Field',
	operations: [create, remove, get, getAll, update],
});
