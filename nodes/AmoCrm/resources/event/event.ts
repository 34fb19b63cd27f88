import { EVENTS_PAGE_SIZE } from '../../../shared/transport/pages';
import { type Entity, textId } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export const event: Entity = {
	name: 'event',
	singular: 'event',
	plural: 'events',
	path: '/api/v4/events',
	collection: 'events',
	id: textId,
	pageSize: EVENTS_PAGE_SIZE,
	label: ({ type, entity_type, entity_id }) =>
		`${String(type)} (${String(entity_type)} ${String(entity_id)})`,
};

export const includes = [
	{ name: 'Name of the Catalog', value: 'catalog_name' },
	{ name: 'Name of the Catalog Element', value: 'catalog_element_name' },
	{ name: 'Name of the Company', value: 'company_name' },
	{ name: 'Name of the Contact', value: 'contact_name' },
	{ name: 'Name of the Customer', value: 'customer_name' },
	{ name: 'Name of the Lead', value: 'lead_name' },
	{ name: 'Note', value: 'note' },
];
