import type { Entity } from '../../factories/entity';
import { booleanInput, integerInput, textInput } from '../../factories/input';

/** @see https://www.amocrm.ru/developers/content/crm_platform/catalogs-api */
export const catalog: Entity = {
	name: 'catalog',
	singular: 'catalog',
	plural: 'catalogs',
	path: '/api/v4/catalogs',
	collection: 'catalogs',
};

export const name = textInput('name', 'Name');

export const details = [
	integerInput('sort', 'Sort', { description: 'Its place among the catalogs' }),
	booleanInput(
		'can_add_elements',
		'Elements From Cards',
		'Whether elements can be added while one looks at a card',
	),
	booleanInput(
		'can_link_multiple',
		'Several in a Card',
		'Whether a card can have several elements of the catalog',
	),
];
