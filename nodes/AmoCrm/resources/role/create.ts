import { inputForm } from '../../factories/form';
import { createOperation } from '../../factories/writeOperations';
import { rights } from './rights';
import { name, role } from './role';

export const create = createOperation(role, inputForm([name], rights));
