import { exactFilter, idsFilter, textFilter } from '../../factories/filter';
import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { listOperation } from '../../factories/readOperations';
import { createOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { addTo } from './addTo';
import { removeFrom } from './removeFrom';
import { tag } from './tag';

const create = createOperation(
	tag,
	inputForm(
		[textInput('name', 'Name')],
		[
			{
				...textInput('color', 'Color', {
					type: 'color',
					description: 'Only tags of leads have one',
				}),
				encode: (value) => (value ? String(value).replace('#', '').toLowerCase() : undefined),
			},
		],
	),
);

const getAll = listOperation(tag, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		exactFilter('name', 'Name', 'filter[name]', { description: 'The whole name' }),
		textFilter('query', 'Search Text', 'query', { description: 'Looked for in the names' }),
	],
});

export const tagResource = inAccount({
	name: 'tag',
	displayName: 'Tag',
	operations: [addTo, create, getAll, removeFrom],
});
