import { choiceFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';

export const getTypes = {
	...listOperation(
		{
			name: 'eventType',
			singular: 'event type',
			plural: 'event types',
			path: '/api/v4/events/types',
			collection: 'events_types',
			pageSize: 'whole',
		},
		{
			filters: [
				choiceFilter('language', 'Language', 'language_code', [
					{ name: 'English', value: 'en' },
					{ name: 'Portuguese', value: 'pt' },
					{ name: 'Russian', value: 'ru' },
					{ name: 'Spanish', value: 'es' },
				]),
			],
		},
	),
	name: 'getTypes',
	displayName: 'Get Types',
	description: 'Retrieve the types of events that there are, with their names',
	action: 'Get types of events',
};
