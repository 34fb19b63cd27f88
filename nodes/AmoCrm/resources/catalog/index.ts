import { changesForm, inputForm } from '../../factories/form';
import { choiceInput } from '../../factories/input';
import { getOperation, listOperation } from '../../factories/readOperations';
import { updateOperation, createOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { catalog, details, name } from './catalog';

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
