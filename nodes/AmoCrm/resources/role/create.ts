import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { rights, withAllRights } from './rights';
import { name, role } from './role';

export const create = createOperation(role, withAllRights(inputForm([name], rights)));
