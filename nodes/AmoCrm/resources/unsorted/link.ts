import { cardOf, leadOrCustomer } from '../../cards/anyCard';
import { inputForm, type Form } from '../../factories/form';
import { integerInput } from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { writeOperation } from '../../factories/writeOperations';
import { unsorted, userInput } from './unsorted';

const inputs = inputForm(
	[],
	[
		userInput,
		integerInput('metadata.contact_id', 'Contact ID', {
			name: 'contactId',
			description: 'The contact of the card that the chat belongs to',
		}),
	],
);

/** What is said of the card stands together. */
const form: Form = {
	...inputs,
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await inputs.encode(session, item, gaps);
		const { metadata, ...rest } = body;
		const linkChat = { entity_type: gaps.cardType, entity_id: gaps.card, metadata };
		return { body: { ...rest, link: linkChat }, nameOf };
	},
};

export const link = writeOperation({
	name: 'link',
	displayName: 'Link',
	description: 'Put an incoming chat on a card that is there already',
	action: 'Link an incoming lead to a card',
	method: 'POST',
	path: `${unsorted.path}/{id}/link`,
	parts: [ownPart(unsorted), leadOrCustomer, cardOf(leadOrCustomer)],
	form,
});
