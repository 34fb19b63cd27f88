import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { type Entity, locate, type Part, textIn, wordPart } from '../factories/entity';

/** The cards that have notes, tags, links and files. */
export const CARD_KINDS: INodePropertyOptions[] = [
	{ name: 'Company', value: 'companies' },
	{ name: 'Contact', value: 'contacts' },
	{ name: 'Customer', value: 'customers' },
	{ name: 'Lead', value: 'leads' },
];

/** Fills `{cardType}` in paths. */
export const cardType = wordPart('cardType', 'Card Type', CARD_KINDS, {
	description: 'The kind of card; where a card is given by its URL, that tells the kind',
	usual: 'leads',
});

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

/** The address of a card's page, which begins with its kind. */
const CARD_PAGE = `/(${CARD_KINDS.map(({ value }) => String(value)).join('|')})/detail/\\d+`;

/** A card of any kind: by list and by id of the kind that another parameter names, or by the address of its page. */
export function locateCard(
	entity: Entity,
	type: Part,
	changes: Partial<INodeProperties> = {},
): Part {
	const part = locate(entity, changes);
	return {
		...part,
		property: {
			...part.property,
			modes: [
				...(part.property.modes ?? []),
				{
					displayName: 'By URL',
					name: 'url',
					type: 'string',
					placeholder: 'e.g. https://example.amocrm.ru/leads/detail/501',
					hint: 'The kind of card is taken from the URL',
					validation: [
						{
							type: 'regex',
							properties: {
								regex: `.*${CARD_PAGE}.*`,
								errorMessage: 'Open the card in amoCRM and copy its address',
							},
						},
					],
				},
			],
		},
		fills: (value) => {
			const [, kind] = new RegExp(CARD_PAGE).exec(textIn(value)) ?? [];
			return kind === undefined ? {} : { [type.gap]: type.read(kind) };
		},
	};
}

const card = anyCard('card', cardType);

/** Fills `{card}`, below the `{cardType}` of this type. */
export const cardOf = (type: Part): Part => locateCard(card, type);

/** The same gap, for calls that know only these. */
export const leadOrCustomer = wordPart(
	cardType.name,
	'Card Type',
	CARD_KINDS.filter(({ value }) => value === 'customers' || value === 'leads'),
	{ usual: 'leads' },
);
