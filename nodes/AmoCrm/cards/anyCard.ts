import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isBlank } from '../../shared/fields/values';
import { AmoCrmProblem } from '../../shared/problem';
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
	description: 'The kind of card',
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

/** The kind of a card, which is not asked for where the card is given by its address. */
const typeOf = (type: Part): Part => ({
	...type,
	since: { ...type.since, displayOptions: { hide: { [`/${card.name}.mode`]: ['url'] } } },
	read: (value) => {
		if (!isBlank(value)) return type.read(value);
		throw new AmoCrmProblem('badInput', `"${type.property.displayName}" is missing.`, {
			hint: 'Choose it, or give the address of a page: https://example.amocrm.ru/leads/detail/501',
		});
	},
});

/** Fill `{cardType}` and `{card}`: a card of one of these kinds. */
export const cardParts = (
	type: Part,
	changes: Partial<INodeProperties> = {},
): [type: Part, card: Part] => [typeOf(type), locateCard(card, type, changes)];

/** The same gap, for calls that know only these. */
export const leadOrCustomer = wordPart(
	cardType.name,
	'Card Type',
	CARD_KINDS.filter(({ value }) => value === 'customers' || value === 'leads'),
	{ usual: 'leads' },
);
