import { changesForm, inputForm } from '../../factories/form';
import { lookupsInput } from '../../factories/input';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	deleteOperation,
	updateOneOperation,
	createOperation,
} from '../../factories/writeOperations';
import { ownFields } from '../../lookups/lists';
import { chosenOwner } from '../customField/owner';
import { inAccount } from '../inAccount';
import { customFieldGroup, name, sort } from './customFieldGroup';

const remove = deleteOperation(customFieldGroup);

const get = getOperation(customFieldGroup);

const fieldsOfEntity = ownFields('entity', chosenOwner, () => true);

const update = updateOneOperation(
	customFieldGroup,
	changesForm([name, sort, lookupsInput('fields', 'Fields to Move Into It', fieldsOfEntity)]),
);

const create = createOperation(customFieldGroup, inputForm([name, sort]));

const getAll = listOperation(customFieldGroup);

export const customFieldGroupResource = inAccount({
	name: 'customFieldGroup',
	displayName: 'Custom Field Group',
	operations: [create, remove, get, getAll, update],
});
