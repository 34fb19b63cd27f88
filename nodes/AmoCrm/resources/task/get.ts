import { getOperation } from '../../factories/readOperations';
import { task } from './task';

export const get = getOperation(task);
