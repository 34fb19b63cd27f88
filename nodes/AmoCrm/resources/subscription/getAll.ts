import { anyCard } from '../../cards/anyCard';
import { wordPart } from '../../factories/part';
import { listOperation } from '../../factories/readOperations';

const cardType = wordPart('cardType', 'Card Type', [
	{ name: 'Customers', value: 'customers' },
	{ name: 'Leads', value: 'leads' },
]);

/** @see https://www.amocrm.ru/developers/content/crm_platform/subscriptions-api */
export const getAll = listOperation({
	name: 'subscription',
	singular: 'follower of a card',
	plural: 'followers of a card',
	path: '/api/v4/{cardType}/{card}/subscriptions',
	collection: 'subscriptions',
	parents: [cardType, anyCard],
});
