import { changesForm, inputForm } from '../../factories/form';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { lossReason, name, sort } from './lossReason';

const remove = deleteOperation(lossReason);

const get = getOperation(lossReason);

const update = updateOneOperation(lossReason, changesForm([name, sort]));

const create = createOperation(lossReason, inputForm([name], [sort]));

const getAll = listOperation(lossReason);

export const lossReasonResource = inAccount({
	name: 'lossReason',
	displayName: 'Loss Reason',
	operations: [create, remove, get, getAll, update],
});
