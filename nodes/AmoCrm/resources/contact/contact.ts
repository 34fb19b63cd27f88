import { integerField, momentField, tagsField, textField } from '../../../shared/fields/native';
import type { CardDescription } from '../card';

/** @see https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export const contact: CardDescription = {
	singular: 'contact',
	plural: 'contacts',
	path: 'contacts',
	native: [
		textField('name', 'Name'),
		textField('first_name', 'First Name'),
		textField('last_name', 'Last Name'),
		integerField('responsible_user_id', 'Responsible User', 'users'),
		tagsField,
		momentField('created_at', 'Created At'),
	],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Customers', value: 'customers' },
		{ name: 'Leads', value: 'leads' },
	],
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
};
