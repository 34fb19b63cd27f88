import { changesForm, inputForm } from '../../factories/form';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { rights, withAllRights } from './rights';
import { role, includes, name } from './role';

const remove = deleteOperation(role);

const get = getOperation(role, { includes });

const update = updateOneOperation(role, changesForm([name, ...rights]));

const create = createOperation(role, withAllRights(inputForm([name], rights)));

const getAll = listOperation(role, { includes });

export const roleResource = inAccount({
	name: 'role',
	displayName: 'Role',
	operations: [create, remove, get, getAll, update],
});
