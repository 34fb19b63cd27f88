import { getOperation } from '../../factories/readOperations';
import { segment } from './segment';

export const get = getOperation(segment);
