import { getOperation } from '../../factories/readOperations';
import { customerStatus } from './customerStatus';

export const get = getOperation(customerStatus);
