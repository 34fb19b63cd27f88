import { getOperation } from '../../factories/readOperations';
import { customField } from './customField';

export const get = getOperation(customField);
