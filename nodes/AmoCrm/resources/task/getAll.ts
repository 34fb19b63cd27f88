import { CARD_KINDS } from '../../cards/anyCard';
import {
	choiceFilter,
	flagFilter,
	idsFilter,
	lookupFilter,
	momentFilters,
	readAs,
} from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { taskTypes } from '../../lookups/lists';
import { users } from '../../../shared/editor/lookup';
import { task } from './task';

export const getAll = listOperation(task, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		lookupFilter('responsibleUserIds', 'Responsible User', 'responsible_user_id', users),
		flagFilter('isCompleted', 'Completed', 'filter[is_completed][]', 'Whether the task is done'),
		readAs(lookupFilter('taskTypes', 'Type', 'task_type', taskTypes), ({ passes }) => ({
			passes: ({ task_type_id: own }) => passes?.({ task_type: own }) !== false,
		})),
		choiceFilter('entityType', 'Card Type', 'filter[entity_type][]', CARD_KINDS),
		idsFilter('entityIds', 'Card IDs', 'entity_id', {
			description: 'Numbers of cards, separated by commas; goes together with Card Type',
		}),
		...momentFilters('updated', 'Updated', 'updated_at'),
	],
	readBy: 'id',
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'Due', value: 'complete_till' },
		{ name: 'ID', value: 'id' },
	],
});
