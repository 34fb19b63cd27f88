import { getCard, updateCards, upsertCards, createCards, listCards } from '../../cards/operations';
import { inAccount } from '../inAccount';
import { contact } from './contact';

const get = getCard(contact);

const update = updateCards(contact);

const upsert = upsertCards(contact);

const create = createCards(contact);

const getAll = listCards(contact);

export const contactResource = inAccount({
	name: 'contact',
	displayName: 'Contact',
	operations: [create, get, getAll, update, upsert],
});
