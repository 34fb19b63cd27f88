import { listOperation } from '../../factories/readOperations';
import { lossReason } from './lossReason';

export const getAll = listOperation(lossReason);
