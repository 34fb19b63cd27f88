import { integerField, momentField, tagsField, textField } from '../../shared/fields/native';
import { type Card, reachable } from '../cards/card';
import { createCards, getCard, listCards, updateCards, upsertCards } from '../cards/operations';
import { inAccount } from '../factories/resource';

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

const get = getCard(company);

const update = updateCards(company);

const upsert = upsertCards(company);

const create = createCards(company);

const getAll = listCards(company);

export const companyResource = inAccount({
	name: 'company',
	displayName: 'Company',
	operations: [create, get, getAll, update, upsert],
});
