import { integerField, momentField, tagsField, textField } from '../../shared/fields/native';
import { type Card, reachable } from '../cards/card';
import { createCards, getCard, listCards, updateCards, upsertCards } from '../cards/operations';
import { inAccount } from '../factories/resource';

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

const get = getCard(contact);

const update = updateCards(contact);

const upsert = upsertCards(contact);

const create = createCards(contact);

const getAll = listCards(contact);

export const contactResource = inAccount({
	name: 'contact',
	displayName: 'Contact',
	operations: [create, get, getAll, update, upsert],
});
