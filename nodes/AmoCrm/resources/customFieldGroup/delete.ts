import { deleteOperation } from '../../factories/writeOperations';
import { customFieldGroup } from './customFieldGroup';

export const remove = deleteOperation(customFieldGroup);
