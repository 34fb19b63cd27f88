import type { INodePropertyOptions } from 'n8n-workflow';

import { type Entity, wordPart, type Part } from '../factories/entity';

/** The cards that have notes, tags, links and files. */
export const CARD_KINDS: INodePropertyOptions[] = [
	{ name: 'Company', value: 'companies' },
	{ name: 'Contact', value: 'contacts' },
	{ name: 'Customer', value: 'customers' },
	{ name: 'Lead', value: 'leads' },
];

/** Fills `{cardType}` in paths. */
export const cardType = wordPart('cardType', 'Card Type', CARD_KINDS, 'The kind of card');

/** Any card of the kind that another parameter names. */
export const anyCard = (name: string, type: Part): Entity => ({
	name,
	singular: 'card',
	plural: 'cards',
	path: `/api/v4/{${type.gap}}`,
	collection: `{${type.gap}}`,
	parents: [type],
	// Customers have no order that amoCRM documents.
	search: {},
});

/** Fills `{card}`, below `{cardType}`. */
export const card = anyCard('card', cardType);

/** The same gap, for calls that know only these. */
export const leadOrCustomer = wordPart(
	cardType.name,
	'Card Type',
	CARD_KINDS.filter(({ value }) => value === 'customers' || value === 'leads'),
);
