import {
	idsFilter,
	lookupFilter,
	momentFilters,
	numberFilters,
	textFilter,
	type Filter,
} from '../factories/filter';
import { splitList } from '../factories/input';
import { pipelines, stagesOfPipelines } from '../lookups/pipelines';
import { users } from '../lookups/users';
import type { Card } from './card';
import { customFieldsFilter } from './customFieldsFilter';

/** Filters that every kind of card has. */
const common: Filter[] = [
	textFilter('query', 'Search Text', 'query', {
		description: 'Looked for in all fields, phones and e-mails included',
	}),
	idsFilter('ids', 'IDs', 'id', { description: 'Numbers of cards, separated by commas' }),
	{
		...textFilter('name', 'Name', 'filter[name]', { description: 'The whole name' }),
		read: (value) => ({
			query: { 'filter[name]': String(value) },
			passes: ({ name }) =>
				String(name).trim().toLowerCase() === String(value).trim().toLowerCase(),
		}),
	},
	lookupFilter('responsibleUserIds', 'Responsible User', 'responsible_user_id', users),
	lookupFilter('createdBy', 'Created By', 'created_by', users),
	lookupFilter('updatedBy', 'Updated By', 'updated_by', users),
	...momentFilters('created', 'Created', 'created_at'),
	...momentFilters('updated', 'Updated', 'updated_at'),
	...momentFilters('closestTask', 'Closest Task', 'closest_task_at'),
];

/** Stages are asked for together with their pipelines: won and lost have one number in all of them. */
const stagesFilter: Filter = {
	...lookupFilter('stages', 'Stage', 'statuses', stagesOfPipelines),
	read: (value) => {
		const pairs = splitList(value).map((pair) => String(pair).split('/'));
		const query = pairs.map(([pipeline, stage], index) => [
			[`filter[statuses][${index}][pipeline_id]`, pipeline],
			[`filter[statuses][${index}][status_id]`, stage],
		]);
		return {
			query: Object.fromEntries(query.flat()) as Record<string, string>,
			passes: ({ pipeline_id, status_id }) =>
				pairs.some(
					([pipeline, stage]) => pipeline === String(pipeline_id) && stage === String(status_id),
				),
		};
	},
};

/** Filters that only leads have. */
export const leadFilters: Filter[] = [
	lookupFilter('pipelines', 'Pipeline', 'pipeline_id', pipelines),
	stagesFilter,
	...numberFilters('price', 'Price', 'price'),
	...momentFilters('closed', 'Closed', 'closed_at'),
];

export const filtersOf = (card: Card): Filter[] => [
	...common,
	...card.filters,
	customFieldsFilter(card),
];
