import { getOperation } from '../../factories/readOperations';
import { file } from './file';

export const get = getOperation(file);
