import { inputForm } from '../../factories/form';
import { momentInput } from '../../factories/input';
import { createOperation } from '../../factories/writeOperations';
import { completeTill, details, task, text } from './task';

export const create = createOperation(
	task,
	inputForm([text, completeTill], [...details, momentInput('created_at', 'Created At')]),
);
