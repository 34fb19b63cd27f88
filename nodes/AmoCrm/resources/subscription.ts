import { cardParts, leadOrCustomer } from '../cards/anyCard';
import { listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';

/** @see https://www.amocrm.ru/developers/content/crm_platform/subscriptions-api */
const getAll = listOperation({
	name: 'subscription',
	singular: 'follower of a card',
	plural: 'followers of a card',
	path: '/api/v4/{cardType}/{card}/subscriptions',
	collection: 'subscriptions',
	parents: cardParts(leadOrCustomer),
});

export const subscriptionResource = inAccount({
	name: 'subscription',
	displayName: 'Subscription',
	operations: [getAll],
});
