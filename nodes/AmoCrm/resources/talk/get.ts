import { getOperation } from '../../factories/readOperations';
import { talk } from './talk';

export const get = getOperation(talk);
