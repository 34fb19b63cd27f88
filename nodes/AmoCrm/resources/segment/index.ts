import { mapperForm, refuseEmpty } from '../../cards/mapperForm';
import { getOperation, listOperation } from '../../factories/readOperations';
import { oneRequestEach } from '../../factories/write';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { segment } from './segment';

const remove = deleteOperation(segment);

const get = getOperation(segment);

const update = updateOneOperation(segment, mapperForm(segment, 'update'));

const create = createOperation(
	segment,
	refuseEmpty(segment, mapperForm(segment, 'add')),
	oneRequestEach,
);

const getAll = listOperation(segment);

export const segmentResource = inAccount({
	name: 'segment',
	displayName: 'Segment',
	operations: [create, remove, get, getAll, update],
});
