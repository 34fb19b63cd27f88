import { integerField, momentField, tagsField, textField } from '../../../shared/fields/native';
import { simplifyCard } from '../../../shared/fields/simplify';
import { onlyDeleted, type Card } from '../../cards/card';
import { canFilter, cardFilters } from '../../cards/filters';

/** @see https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export const company: Card = {
	name: 'company',
	singular: 'company',
	plural: 'companies',
	path: '/api/v4/companies',
	collection: 'companies',
	page: '/companies/detail/',
	search: { latestFirst: 'updated_at' },
	simplify: simplifyCard,
	fieldsOf: () => 'companies',
	usual: ['name', 'PHONE', 'EMAIL'],
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
	listIncludes: [onlyDeleted],
	filters: cardFilters,
	canFilter,
	matchedBy: { PHONE: 'Phone', EMAIL: 'Email' },
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
};
