import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { createOperation } from '../../factories/writeOperations';
import { tag } from './tag';

export const create = createOperation(
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
