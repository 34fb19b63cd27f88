import { deleteOperation } from '../../factories/writeOperations';
import { segment } from './segment';

export const remove = deleteOperation(segment);
