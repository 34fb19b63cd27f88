import { card, leadOrCustomer } from '../../cards/anyCard';
import { locate } from '../../factories/part';
import { listOperation } from '../../factories/readOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/subscriptions-api */
export const getAll = listOperation({
	name: 'subscription',
	singular: 'follower of a card',
	plural: 'followers of a card',
	path: '/api/v4/{cardType}/{card}/subscriptions',
	collection: 'subscriptions',
	parents: [leadOrCustomer, locate(card)],
});
