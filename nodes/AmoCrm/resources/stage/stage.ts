import type { INodePropertyOptions } from 'n8n-workflow';

import { type Entity, locate } from '../../factories/entity';
import { choiceInput, integerInput, rowsInput, textInput, type Input } from '../../factories/input';
import { pipeline } from '../pipeline/pipeline';

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines */
export const stage: Entity = {
	name: 'stage',
	singular: 'stage',
	plural: 'stages',
	path: '/api/v4/leads/pipelines/{pipeline}/statuses',
	collection: 'statuses',
	parents: [locate(pipeline)],
	pageSize: 'whole',
};

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

export const name = textInput('name', 'Name');

export const sort = integerInput('sort', 'Sort', { description: 'Its place among the stages' });

export const details: Input[] = [
	choiceInput('color', 'Color', stageColors),
	rowsInput('descriptions', 'Descriptions', 'Description', [
		choiceInput('level', 'For', [
			{ name: 'Candidates', value: 'candidate' },
			{ name: 'Masters', value: 'master' },
			{ name: 'Newbies', value: 'newbie' },
		]),
		textInput('description', 'Text', { typeOptions: { rows: 2 } }),
	]),
];
