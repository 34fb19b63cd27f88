import { inputForm } from '../../factories/form';
import { choiceInput } from '../../factories/input';
import { createOperation } from '../../factories/writeOperations';
import { catalog, details, name } from './catalog';

const TYPES = [
	{ name: 'Regular', value: 'regular' },
	{ name: 'Invoices', value: 'invoices' },
	{ name: 'Products', value: 'products' },
];

const type = choiceInput('type', 'Type', TYPES, {
	description: 'An account has at most one list of invoices and one of products',
});

export const create = createOperation(catalog, inputForm([name], [type, ...details]));
