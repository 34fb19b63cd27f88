import type { INodePropertyOptions } from 'n8n-workflow';

import type { Entity } from '../factories/entity';
import { changesForm, inputForm } from '../factories/form';
import { booleanInput, choiceInput, integerInput, rowsInput, textInput } from '../factories/input';
import { dictionaryResource } from '../factories/resource';

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines */
export const pipeline: Entity = {
	name: 'pipeline',
	singular: 'pipeline',
	plural: 'pipelines',
	path: '/api/v4/leads/pipelines',
	collection: 'pipelines',
	pageSize: 'whole',
};

const fields = [
	textInput('name', 'Name'),
	integerInput('sort', 'Sort', { description: 'Its place among the pipelines' }),
	booleanInput('is_main', 'Main', 'Whether new leads go into this pipeline'),
	booleanInput(
		'is_unsorted_on',
		'Incoming Leads',
		'Whether leads from forms, calls and chats wait in the incoming stage until they are accepted',
	),
];

/** amoCRM knows no others. */
const COLORS = [
	'#fffeb2',
	'#fffd7f',
	'#fff000',
	'#ffeab2',
	'#ffdc7f',
	'#ffce5a',
	'#ffdbdb',
	'#ffc8c8',
	'#ff8f92',
	'#d6eaff',
	'#c1e0ff',
	'#98cbff',
	'#ebffb1',
	'#deff81',
	'#87f2c0',
	'#f9deff',
	'#f3beff',
	'#ccc8f9',
	'#eb93ff',
	'#f2f3f4',
	'#e6e8ea',
];

export const stageColors: INodePropertyOptions[] = COLORS.map((color) => ({
	name: color,
	value: color,
}));

const stages = rowsInput('_embedded.statuses', 'Stages', 'Stage', [
	textInput('name', 'Name'),
	integerInput('sort', 'Sort'),
	choiceInput('color', 'Color', stageColors),
]);

export const pipelineResource = dictionaryResource(pipeline, {
	displayName: 'Pipeline',
	create: inputForm(fields, [stages]),
	update: changesForm(fields),
});
