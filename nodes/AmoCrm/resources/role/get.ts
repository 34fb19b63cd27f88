import { getOperation } from '../../factories/readOperations';
import { includes, role } from './role';

export const get = getOperation(role, { includes });
