import { changesForm, inputForm } from '../../factories/form';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { customerStatus, color, name, sort } from './customerStatus';

const remove = deleteOperation(customerStatus);

const get = getOperation(customerStatus);

const update = updateOneOperation(customerStatus, changesForm([name, sort, color]));

const create = createOperation(customerStatus, inputForm([name, sort], [color]));

const getAll = listOperation(customerStatus);

export const customerStatusResource = inAccount({
	name: 'customerStatus',
	displayName: 'Customer Status',
	operations: [create, remove, get, getAll, update],
});
