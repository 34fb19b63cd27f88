import { changesForm } from '../../factories/form';
import { lookupsInput } from '../../factories/input';
import { updateOneOperation } from '../../factories/writeOperations';
import { ownFields } from '../../lookups/fields';
import { chosenOwner } from '../customField/owner';
import { customFieldGroup, name, sort } from './customFieldGroup';

const fieldsOfEntity = ownFields('entity', chosenOwner, () => true);

export const update = updateOneOperation(
	customFieldGroup,
	changesForm([name, sort, lookupsInput('fields', 'Fields to Move Into It', fieldsOfEntity)]),
);
