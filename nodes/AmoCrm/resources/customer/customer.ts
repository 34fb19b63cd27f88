import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import {
	idsField,
	integerField,
	momentField,
	moneyField,
	tagsField,
	textField,
} from '../../../shared/fields/native';
import { simplifyCard } from '../../../shared/fields/simplify';
import type { Card } from '../../cards/card';
import { canFilter, cardFilters } from '../../cards/filters';
import { lookupFilter, momentFilters, numberFilters } from '../../factories/filter';
import { customerStatuses } from '../../lookups/lists';

/** Whether customers are led by their next purchase, which every one then needs, or by segments. */
async function isPeriodic(session: AccountSession): Promise<boolean> {
	const account = await session.request<IDataObject>({ method: 'GET', path: '/api/v4/account' });
	return account?.customers_mode === 'periodicity';
}

/** @see https://www.amocrm.ru/developers/content/crm_platform/customers-api */
export const customer: Card = {
	name: 'customer',
	singular: 'customer',
	plural: 'customers',
	path: '/api/v4/customers',
	collection: 'customers',
	page: '/customers/detail/',
	search: {},
	simplify: simplifyCard,
	fieldsOf: () => 'customers',
	usual: ['name', 'next_date', 'next_price'],
	native: [
		textField('name', 'Name'),
		momentField('next_date', 'Next Purchase At', { mayLack: true }),
		moneyField('next_price', 'Next Purchase Price', { mayLack: true }),
		integerField('periodicity', 'Days Between Purchases', { mayLack: true }),
		integerField('status_id', 'Status', { choices: 'customerStatuses', mayLack: true }),
		idsField(
			'segments',
			'Segment IDs',
			(ids) => ({ _embedded: { segments: ids.map((id) => ({ id })) } }),
			{ mayLack: true },
		),
		integerField('responsible_user_id', 'Responsible User', { choices: 'users' }),
		tagsField,
		momentField('created_at', 'Created At'),
	],
	needs: async (session) =>
		session && (await isPeriodic(session)) ? ['name', 'next_date'] : ['name'],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Companies', value: 'companies' },
		{ name: 'Contacts', value: 'contacts' },
	],
	filters: [
		...cardFilters,
		lookupFilter('statuses', 'Status', 'status_id', customerStatuses),
		...numberFilters('nextPrice', 'Next Purchase Price', 'next_price'),
		...momentFilters('nextPurchase', 'Next Purchase', 'next_date'),
	],
	canFilter,
	orders: [],
};
