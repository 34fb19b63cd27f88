import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { lossReason, name, sort } from './lossReason';

export const create = createOperation(lossReason, inputForm([name], [sort]));
