import { changesForm } from '../../factories/form';
import { updateOperation } from '../../factories/writeOperations';
import { completeTill, details, task, text } from './task';

export const update = updateOperation(task, changesForm([text, completeTill, ...details]));
