import type { Entity } from '../../factories/entity';
import { CARD_KINDS, locate, wordPart } from '../../factories/part';

/** Every kind of card has tags of its own. */
export const cardType = wordPart(
	'cardType',
	'Card Type',
	CARD_KINDS,
	'The kind of card that the tags are for',
);

/** @see https://www.amocrm.ru/developers/content/crm_platform/tags-api */
export const tag: Entity = {
	name: 'tag',
	singular: 'tag',
	plural: 'tags',
	path: '/api/v4/{cardType}/tags',
	collection: 'tags',
	parents: [cardType],
	search: {},
};

/** A card of the chosen kind. */
export const taggedCard = locate({
	name: 'card',
	singular: 'card',
	plural: 'cards',
	path: '/api/v4/{cardType}',
	collection: '{cardType}',
	parents: [cardType],
	search: { latestFirst: 'updated_at' },
});
