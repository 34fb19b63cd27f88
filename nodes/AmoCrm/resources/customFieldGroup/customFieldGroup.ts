import { type Entity, textId } from '../../factories/entity';
import { integerInput, textInput } from '../../factories/input';
import { groupOwner } from '../customField/owner';

/** @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
export const customFieldGroup: Entity = {
	name: 'customFieldGroup',
	singular: 'custom field group',
	plural: 'custom field groups',
	path: '/api/v4/{entity}/custom_fields/groups',
	collection: 'custom_field_groups',
	parents: [groupOwner],
	id: { ...textId, example: 'leads_29741591099841' },
	pageSize: 'whole',
};

export const name = textInput('name', 'Name');

export const sort = integerInput('sort', 'Sort', { description: 'Its place in the card' });
