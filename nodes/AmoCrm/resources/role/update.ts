import { changesForm } from '../../factories/form';
import { updateOneOperation } from '../../factories/writeOperations';
import { rights } from './rights';
import { name, role } from './role';

export const update = updateOneOperation(role, changesForm([name, ...rights]));
