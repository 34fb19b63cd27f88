import { cardParts, leadOrCustomer } from '../../cards/anyCard';
import { inputForm, type Form } from '../../factories/form';
import { integerInput, type Input } from '../../factories/input';
import { FIRST_VERSION, locate, ownPart, shownIf, SINCE_1_1, textIn } from '../../factories/entity';
import { offersOf } from '../../factories/operation';
import { writeOperation } from '../../factories/writeOperations';
import { contact } from '../contact/contact';
import { unsorted, userInput } from './unsorted';

const CONTACT = 'metadata.contact_id';
const description = 'The contact of the card that the chat belongs to';

const contactId = integerInput(CONTACT, 'Contact ID', { name: 'contactId', description });

const contactPart = locate(contact, { required: false, description });

/** Nodes of the first version have a number instead. */
const contactInput: Input = {
	key: CONTACT,
	property: shownIf(contactPart.property, SINCE_1_1),
	encode: (value) => (textIn(value) === '' ? undefined : contactPart.read(value)),
};

const inputs = inputForm(
	[],
	[userInput, { ...contactId, property: shownIf(contactId.property, FIRST_VERSION) }, contactInput],
);

/** What is said of the card stands together. */
const form: Form = {
	...inputs,
	offers: offersOf([contactPart], inputs.offers),
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
	parts: [ownPart(unsorted), ...cardParts(leadOrCustomer)],
	form,
});
