import { deleteOperation } from '../../factories/writeOperations';
import { lossReason } from './lossReason';

export const remove = deleteOperation(lossReason);
