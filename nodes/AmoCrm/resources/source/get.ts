import { getOperation } from '../../factories/readOperations';
import { source } from './source';

export const get = getOperation(source);
