import { integerField, momentField, tagsField, textField } from '../../../shared/fields/native';
import type { CardDescription } from '../card';

/** @see https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export const company: CardDescription = {
	singular: 'company',
	plural: 'companies',
	path: 'companies',
	native: [
		textField('name', 'Name'),
		integerField('responsible_user_id', 'Responsible User', 'users'),
		tagsField,
		momentField('created_at', 'Created At'),
	],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Contacts', value: 'contacts' },
		{ name: 'Customers', value: 'customers' },
		{ name: 'Leads', value: 'leads' },
	],
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
};
