import type { Entity } from '../factories/entity';
import { changesForm, inputForm } from '../factories/form';
import { booleanInput, choiceInput, integerInput, textInput } from '../factories/input';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { createOperation, updateOperation } from '../factories/writeOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/catalogs-api */
export const catalog: Entity = {
	name: 'catalog',
	singular: 'catalog',
	plural: 'catalogs',
	path: '/api/v4/catalogs',
	collection: 'catalogs',
};

const name = textInput('name', 'Name');

const details = [
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

const get = getOperation(catalog);

const update = updateOperation(catalog, changesForm([name, ...details]));

const TYPES = [
	{ name: 'Regular', value: 'regular' },
	{ name: 'Invoices', value: 'invoices' },
	{ name: 'Products', value: 'products' },
];

const type = choiceInput('type', 'Type', TYPES, {
	description: 'An account has at most one list of invoices and one of products',
});

const create = createOperation(catalog, inputForm([name], [type, ...details]));

const getAll = listOperation(catalog);

export const catalogResource = inAccount({
	name: 'catalog',
	displayName: 'Catalog',
	operations: [create, get, getAll, update],
});
