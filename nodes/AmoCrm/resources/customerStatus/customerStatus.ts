import type { Entity } from '../../factories/entity';
import { choiceInput, integerInput, textInput } from '../../factories/input';
import { stageColors } from '../stage/stage';

/**
 * Where customers stand. They are there only while customers are led by their next purchase.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-statuses-api
 */
export const customerStatus: Entity = {
	name: 'customerStatus',
	singular: 'customer status',
	plural: 'customer statuses',
	path: '/api/v4/customers/statuses',
	collection: 'statuses',
	pageSize: 'whole',
};

export const name = textInput('name', 'Name');

export const sort = integerInput('sort', 'Sort', { description: 'Its place among the statuses' });

export const color = choiceInput('color', 'Color', stageColors);
