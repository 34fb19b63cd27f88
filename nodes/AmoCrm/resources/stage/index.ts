import { changesForm, inputForm } from '../../factories/form';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { stage, details, name, sort } from './stage';

const remove = deleteOperation(stage);

const get = getOperation(stage, {
	includes: [{ name: 'Descriptions', value: 'descriptions' }],
});

const update = updateOneOperation(stage, changesForm([name, sort, ...details]));

const create = createOperation(stage, inputForm([name, sort], details));

const getAll = listOperation(stage, {
	includes: [{ name: 'Descriptions', value: 'descriptions' }],
});

export const stageResource = inAccount({
	name: 'stage',
	displayName: 'Stage',
	operations: [create, remove, get, getAll, update],
});
