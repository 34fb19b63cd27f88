import { booleanInput, integerInput, numberInput } from '../../factories/input';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { from, targetForm } from './link';

export const create = writeOperation({
	name: 'create',
	displayName: 'Create',
	description: 'Link a card to another one, or to an element of a list',
	action: 'Create a link',
	method: 'POST',
	path: '/api/v4/{cardType}/link',
	collection: 'links',
	parts: from,
	form: targetForm([
		booleanInput('is_main', 'Main Contact', 'Whether the contact becomes the main one of the lead'),
		integerInput('price_id', 'Price Field ID', {
			description: 'The field of the list that holds the price of the element',
		}),
		numberInput('quantity', 'Quantity', { default: 1, description: 'How many of the element' }),
	]),
	also: ({ card }) => ({ entity_id: card }),
	send: inBatches({ isUnnumbered: true }),
});
