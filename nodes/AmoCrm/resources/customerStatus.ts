import type { Entity } from '../factories/entity';
import { changesForm, inputForm } from '../factories/form';
import { choiceInput, integerInput, textInput } from '../factories/input';
import { dictionaryResource } from '../factories/resource';
import { stageColors } from './pipeline';

/**
 * Where customers stand. They are there only while customers are led by their next purchase.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-statuses-api
 */
const customerStatus: Entity = {
	name: 'customerStatus',
	singular: 'customer status',
	plural: 'customer statuses',
	path: '/api/v4/customers/statuses',
	collection: 'statuses',
	pageSize: 'whole',
};

const name = textInput('name', 'Name');

const sort = integerInput('sort', 'Sort', { description: 'Its place among the statuses' });

const color = choiceInput('color', 'Color', stageColors);

export const customerStatusResource = dictionaryResource(customerStatus, {
	displayName: 'Customer Status',
	create: inputForm([name, sort], [color]),
	update: changesForm([name, sort, color]),
});
