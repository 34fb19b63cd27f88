import { anyCard, leadOrCustomer } from '../../cards/anyCard';
import { inputForm } from '../../factories/form';
import { integerInput } from '../../factories/input';
import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { unsorted, userInput } from './unsorted';

export const link = writeOperation({
	name: 'link',
	displayName: 'Link',
	description: 'Put an incoming chat on a card that is there already',
	action: 'Link an incoming lead to a card',
	method: 'POST',
	path: `${unsorted.path}/{id}/link`,
	parts: [ownPart(unsorted), leadOrCustomer, anyCard],
	form: inputForm(
		[],
		[
			userInput,
			integerInput('link.metadata.contact_id', 'Contact ID', {
				name: 'contactId',
				description: 'The contact of the card that the chat belongs to',
			}),
		],
	),
	also: ({ cardType: entity_type, card: entity_id }) => ({ link: { entity_type, entity_id } }),
});
