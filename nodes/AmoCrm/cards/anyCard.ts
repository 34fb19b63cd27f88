import { CARD_KINDS, locate, wordPart } from '../factories/part';

/** A card of the kind that the parameter `cardType` of the operation names. */
export const anyCard = locate({
	name: 'card',
	singular: 'card',
	plural: 'cards',
	path: '/api/v4/{cardType}',
	collection: '{cardType}',
	parents: [wordPart('cardType', 'Card Type', CARD_KINDS)],
	search: { latestFirst: 'updated_at' },
});

/** Some of amoCRM's calls know only these. */
export const leadOrCustomer = wordPart('cardType', 'Card Type', [
	{ name: 'Customers', value: 'customers' },
	{ name: 'Leads', value: 'leads' },
]);
