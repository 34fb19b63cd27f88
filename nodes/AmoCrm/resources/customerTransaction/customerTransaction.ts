import type { Entity } from '../../factories/entity';

/**
 * What customers have bought.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-api
 */
export const customerTransaction: Entity = {
	name: 'customerTransaction',
	singular: 'transaction',
	plural: 'transactions',
	path: '/api/v4/customers/transactions',
	collection: 'transactions',
	label: ({ id, comment, price }) => `${String(comment || id)}: ${String(price)}`,
};
