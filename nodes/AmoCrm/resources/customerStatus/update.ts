import { changesForm } from '../../factories/form';
import { updateOneOperation } from '../../factories/writeOperations';
import { color, customerStatus, name, sort } from './customerStatus';

export const update = updateOneOperation(customerStatus, changesForm([name, sort, color]));
