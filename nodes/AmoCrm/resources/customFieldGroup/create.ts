import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { customFieldGroup, name, sort } from './customFieldGroup';

export const create = createOperation(customFieldGroup, inputForm([name, sort]));
