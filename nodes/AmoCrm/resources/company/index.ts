import { getCard, updateCards, upsertCards, createCards, listCards } from '../../cards/operations';
import { inAccount } from '../inAccount';
import { company } from './company';

const get = getCard(company);

const update = updateCards(company);

const upsert = upsertCards(company);

const create = createCards(company);

const getAll = listCards(company);

export const companyResource = inAccount({
	name: 'company',
	displayName: 'Company',
	operations: [create, get, getAll, update, upsert],
});
