import { cardType } from '../../cards/anyCard';
import type { Entity } from '../../factories/entity';

/**
 * Every kind of card has tags of its own.
 * @see https://www.amocrm.ru/developers/content/crm_platform/tags-api
 */
export const tag: Entity = {
	name: 'tag',
	singular: 'tag',
	plural: 'tags',
	path: '/api/v4/{cardType}/tags',
	collection: 'tags',
	parents: [cardType],
	search: {},
};
