import { idsField, textField, type NativeField } from '../../../shared/fields/native';
import { simplifyCard } from '../../../shared/fields/simplify';
import type { Card } from '../../cards/card';

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
