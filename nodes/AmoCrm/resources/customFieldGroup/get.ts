import { getOperation } from '../../factories/readOperations';
import { customFieldGroup } from './customFieldGroup';

export const get = getOperation(customFieldGroup);
