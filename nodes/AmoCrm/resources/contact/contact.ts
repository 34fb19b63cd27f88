import { integerField, momentField, tagsField, textField } from '../../../shared/fields/native';
import { reachable, type Card } from '../../cards/card';

/** @see https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export const contact: Card = {
	...reachable,
	name: 'contact',
	singular: 'contact',
	plural: 'contacts',
	path: '/api/v4/contacts',
	collection: 'contacts',
	page: '/contacts/detail/',
	fieldsOf: () => 'contacts',
	native: [
		textField('name', 'Name'),
		textField('first_name', 'First Name', { cleared: { first_name: '' } }),
		textField('last_name', 'Last Name', { cleared: { last_name: '' } }),
		integerField('responsible_user_id', 'Responsible User', { choices: 'users' }),
		tagsField,
		momentField('created_at', 'Created At'),
	],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Customers', value: 'customers' },
		{ name: 'Leads', value: 'leads' },
	],
};
