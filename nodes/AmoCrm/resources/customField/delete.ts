import { deleteOperation } from '../../factories/writeOperations';
import { customField } from './customField';
import { forgetting } from './forgetting';

export const remove = forgetting(deleteOperation(customField));
