import { listOperation } from '../../factories/readOperations';
import { customFieldGroup } from './customFieldGroup';

export const getAll = listOperation(customFieldGroup);
