import { deleteOperation } from '../../factories/writeOperations';
import { role } from './role';

export const remove = deleteOperation(role);
