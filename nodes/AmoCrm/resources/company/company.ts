import { integerField, momentField, tagsField, textField } from '../../../shared/fields/native';
import { reachable, type Card } from '../../cards/card';

/** @see https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export const company: Card = {
	...reachable,
	name: 'company',
	singular: 'company',
	plural: 'companies',
	path: '/api/v4/companies',
	collection: 'companies',
	page: '/companies/detail/',
	fieldsOf: () => 'companies',
	native: [
		textField('name', 'Name'),
		integerField('responsible_user_id', 'Responsible User', { choices: 'users' }),
		tagsField,
		momentField('created_at', 'Created At'),
	],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Contacts', value: 'contacts' },
		{ name: 'Customers', value: 'customers' },
		{ name: 'Leads', value: 'leads' },
	],
};
