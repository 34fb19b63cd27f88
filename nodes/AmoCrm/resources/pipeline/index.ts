import { changesForm, inputForm } from '../../factories/form';
import { choiceInput, integerInput, rowsInput, textInput } from '../../factories/input';
import { dictionaryResource } from '../dictionary';
import { stageColors } from '../stage/stage';
import { pipeline, fields } from './pipeline';

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
