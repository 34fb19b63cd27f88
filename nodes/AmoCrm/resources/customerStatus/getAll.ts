import { listOperation } from '../../factories/readOperations';
import { customerStatus } from './customerStatus';

export const getAll = listOperation(customerStatus);
