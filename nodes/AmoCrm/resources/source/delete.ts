import { deleteOperation } from '../../factories/writeOperations';
import { source } from './source';

export const remove = deleteOperation(source);
