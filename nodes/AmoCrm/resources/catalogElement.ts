import { textField } from '../../shared/fields/native';
import { simplifyCard } from '../../shared/fields/simplify';
import type { Card } from '../cards/card';
import { createCards, getCard, listCards, updateCards, upsertCards } from '../cards/operations';
import { locate } from '../factories/entity';
import { idsFilter, textFilter } from '../factories/filter';
import { inAccount } from '../factories/resource';
import { catalog } from './catalog';

/** @see https://www.amocrm.ru/developers/content/crm_platform/catalogs-api */
export const catalogElement: Card = {
	name: 'catalogElement',
	singular: 'catalog element',
	plural: 'catalog elements',
	path: '/api/v4/catalogs/{catalog}/elements',
	collection: 'elements',
	parents: [locate(catalog)],
	search: {},
	simplify: simplifyCard,
	fieldsOf: ({ catalog: id }) => `catalogs/${Number(id)}`,
	usual: ['name', 'SKU', 'PRICE'],
	native: [textField('name', 'Name')],
	needs: async () => ['name'],
	includes: [{ name: 'Invoice Link', value: 'invoice_link' }],
	filters: [
		textFilter('query', 'Search Text', 'query', { description: 'Looked for in all fields' }),
		idsFilter('ids', 'IDs', 'id'),
	],
	matchedBy: { SKU: 'SKU' },
	orders: [],
};

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
