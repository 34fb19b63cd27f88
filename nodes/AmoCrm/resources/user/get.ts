import { getOperation } from '../../factories/readOperations';
import { includes, user } from './user';

export const get = getOperation(user, { includes });
