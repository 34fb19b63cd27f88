import { idsField, type NativeField, textField } from '../../shared/fields/native';
import { simplifyCard } from '../../shared/fields/simplify';
import type { Card } from '../cards/card';
import { mapperForm, refuseEmpty } from '../cards/mapperForm';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { oneRequestEach } from '../factories/write';
import { createOperation, deleteOperation, updateOneOperation } from '../factories/writeOperations';

/** amoCRM's colors have no hash. */
const colorField: NativeField = {
	...textField('color', 'Color'),
	encode: (value) => ({ color: String(value).trim().replace('#', '').toLowerCase() }),
};

const PRICES = 'available_products_price_types';

/** Fields of lists, by which the prices for these customers are told. */
const pricesField = idsField(PRICES, 'IDs of Price Fields', (ids) => ({ [PRICES]: ids }), {
	mayLack: true,
});

/**
 * Groups of customers. They are there only while customers are led by segments.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-statuses-api
 */
export const segment: Card = {
	name: 'segment',
	singular: 'segment',
	plural: 'segments',
	path: '/api/v4/customers/segments',
	collection: 'segments',
	simplify: simplifyCard,
	fieldsOf: () => 'customers/segments',
	usual: ['name', 'color'],
	native: [textField('name', 'Name'), colorField, pricesField],
	needs: async () => ['name'],
	includes: [],
	filters: [],
	orders: [],
};

const remove = deleteOperation(segment);

const get = getOperation(segment);

const update = updateOneOperation(segment, mapperForm(segment, 'update'));

const create = createOperation(
	segment,
	refuseEmpty(segment, mapperForm(segment, 'add')),
	oneRequestEach,
);

const getAll = listOperation(segment);

export const segmentResource = inAccount({
	name: 'segment',
	displayName: 'Segment',
	operations: [create, remove, get, getAll, update],
});
