import { changesForm, inputForm } from '../../factories/form';
import { choiceInput, integerInput, rowsInput, textInput } from '../../factories/input';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { stageColors } from '../stage/stage';
import { pipeline, fields } from './pipeline';

const remove = deleteOperation(pipeline);

const get = getOperation(pipeline);

const update = updateOneOperation(pipeline, changesForm(fields));

const stages = rowsInput('_embedded.statuses', 'Stages', 'Stage', [
	textInput('name', 'Name'),
	integerInput('sort', 'Sort'),
	choiceInput('color', 'Color', stageColors),
]);

const create = createOperation(pipeline, inputForm(fields, [stages]));

const getAll = listOperation(pipeline);

export const pipelineResource = inAccount({
	name: 'pipeline',
	displayName: 'Pipeline',
	operations: [create, remove, get, getAll, update],
});
