import { getCard, updateCards, upsertCards, createCards, listCards } from '../../cards/operations';
import { inAccount } from '../inAccount';
import { catalogElement } from './catalogElement';

const get = getCard(catalogElement);

const update = updateCards(catalogElement);

const upsert = upsertCards(catalogElement);

const create = createCards(catalogElement);

const getAll = listCards(catalogElement);

export const catalogElementResource = inAccount({
	name: 'catalogElement',
	displayName: 'Catalog Element',
	operations: [create, get, getAll, update, upsert],
});
