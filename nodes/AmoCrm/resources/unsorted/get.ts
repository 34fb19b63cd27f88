import { getOperation } from '../../factories/readOperations';
import { unsorted } from './unsorted';

export const get = getOperation(unsorted);
