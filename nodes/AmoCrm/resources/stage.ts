import { type Entity, locate } from '../factories/entity';
import { changesForm, inputForm } from '../factories/form';
import { choiceInput, type Input, integerInput, rowsInput, textInput } from '../factories/input';
import { dictionaryResource } from '../factories/resource';
import { pipeline, stageColors } from './pipeline';

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines */
const stage: Entity = {
	name: 'stage',
	singular: 'stage',
	plural: 'stages',
	path: '/api/v4/leads/pipelines/{pipeline}/statuses',
	collection: 'statuses',
	parents: [locate(pipeline)],
	pageSize: 'whole',
};

const name = textInput('name', 'Name');

const sort = integerInput('sort', 'Sort', { description: 'Its place among the stages' });

const details: Input[] = [
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

export const stageResource = dictionaryResource(stage, {
	displayName: 'Stage',
	create: inputForm([name, sort], details),
	update: changesForm([name, sort, ...details]),
	includes: [{ name: 'Descriptions', value: 'descriptions' }],
});
