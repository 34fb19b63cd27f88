import { inputForm } from '../../factories/form';
import { choiceInput, integerInput, rowsInput, textInput } from '../../factories/input';
import { createOperation } from '../../factories/writeOperations';
import { stageColors } from '../stage/stage';
import { fields, pipeline } from './pipeline';

const stages = rowsInput('_embedded.statuses', 'Stages', 'Stage', [
	textInput('name', 'Name'),
	integerInput('sort', 'Sort'),
	choiceInput('color', 'Color', stageColors),
]);

export const create = createOperation(pipeline, inputForm(fields, [stages]));
