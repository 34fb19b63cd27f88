import type { Entity } from '../../factories/entity';
import { booleanInput, integerInput, textInput } from '../../factories/input';

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines */
export const pipeline: Entity = {
	name: 'pipeline',
	singular: 'pipeline',
	plural: 'pipelines',
	path: '/api/v4/leads/pipelines',
	collection: 'pipelines',
	pageSize: 'whole',
};

export const fields = [
	textInput('name', 'Name'),
	integerInput('sort', 'Sort', { description: 'Its place among the pipelines' }),
	booleanInput('is_main', 'Main', 'Whether new leads go into this pipeline'),
	booleanInput(
		'is_unsorted_on',
		'Incoming Leads',
		'Whether leads from forms, calls and chats wait in the incoming stage until they are accepted',
	),
];
