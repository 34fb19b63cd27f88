import { changesForm } from '../../factories/form';
import { updateOperation } from '../../factories/writeOperations';
import { chatTemplate, content, details, name } from './chatTemplate';

export const update = updateOperation(chatTemplate, changesForm([name, content, ...details]));
