import { type Entity, textId } from '../factories/entity';
import { changesForm, inputForm } from '../factories/form';
import { integerInput, lookupsInput, textInput } from '../factories/input';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { createOperation, deleteOperation, updateOneOperation } from '../factories/writeOperations';
import { ownFields } from '../lookups/lists';
import { chosenOwner, groupOwner } from './customField';

/** @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
const customFieldGroup: Entity = {
	name: 'customFieldGroup',
	singular: 'custom field group',
	plural: 'custom field groups',
	path: '/api/v4/{entity}/custom_fields/groups',
	collection: 'custom_field_groups',
	parents: [groupOwner],
	id: { ...textId, example: 'leads_29741591099841' },
	pageSize: 'whole',
};

const name = textInput('name', 'Name');

const sort = integerInput('sort', 'Sort', { description: 'Its place in the card' });

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
