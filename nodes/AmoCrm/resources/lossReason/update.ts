import { changesForm } from '../../factories/form';
import { updateOneOperation } from '../../factories/writeOperations';
import { lossReason, name, sort } from './lossReason';

export const update = updateOneOperation(lossReason, changesForm([name, sort]));
