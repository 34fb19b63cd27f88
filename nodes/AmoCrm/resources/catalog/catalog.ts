import type { Entity } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/catalogs-api */
export const catalog: Entity = {
	name: 'catalog',
	singular: 'list',
	plural: 'lists',
	path: '/api/v4/catalogs',
	collection: 'catalogs',
};
