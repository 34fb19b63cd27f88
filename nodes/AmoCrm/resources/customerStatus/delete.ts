import { deleteOperation } from '../../factories/writeOperations';
import { customerStatus } from './customerStatus';

export const remove = deleteOperation(customerStatus);
