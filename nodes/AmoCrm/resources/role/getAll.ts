import { listOperation } from '../../factories/readOperations';
import { includes, role } from './role';

export const getAll = listOperation(role, { includes });
