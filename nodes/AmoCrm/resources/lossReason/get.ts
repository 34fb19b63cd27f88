import { getOperation } from '../../factories/readOperations';
import { lossReason } from './lossReason';

export const get = getOperation(lossReason);
