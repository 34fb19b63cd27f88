import { listOperation } from '../../factories/readOperations';
import { includes, user } from './user';

export const getAll = listOperation(user, { includes });
