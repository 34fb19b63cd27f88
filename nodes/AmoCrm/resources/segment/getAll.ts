import { listOperation } from '../../factories/readOperations';
import { segment } from './segment';

export const getAll = listOperation(segment);
