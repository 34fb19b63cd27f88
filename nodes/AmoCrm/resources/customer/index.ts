import { getCard, updateCards, upsertCards, createCards, listCards } from '../../cards/operations';
import { inAccount } from '../inAccount';
import { customer } from './customer';

const get = getCard(customer);

const update = updateCards(customer);

const upsert = upsertCards(customer);

const create = createCards(customer);

const getAll = listCards(customer);

export const customerResource = inAccount({
	name: 'customer',
	displayName: 'Customer',
	operations: [create, get, getAll, update, upsert],
});
