import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { chatTemplate, content, details, name } from './chatTemplate';

export const create = createOperation(chatTemplate, inputForm([name, content], details));
