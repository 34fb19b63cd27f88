import { deleteOperation } from '../../factories/writeOperations';
import { customerTransaction } from './customerTransaction';

export const remove = deleteOperation(customerTransaction);
