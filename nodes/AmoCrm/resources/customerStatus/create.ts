import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { color, customerStatus, name, sort } from './customerStatus';

export const create = createOperation(customerStatus, inputForm([name, sort], [color]));
