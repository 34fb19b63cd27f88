import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import {
	idsField,
	integerField,
	momentField,
	moneyField,
	tagsField,
	textField,
} from '../../shared/fields/native';
import { simplifyCard } from '../../shared/fields/simplify';
import { AmoCrmProblem } from '../../shared/problem';
import type { Card } from '../cards/card';
import { canFilter, cardFilters } from '../cards/filters';
import { createCards, getCard, listCards, updateCards, upsertCards } from '../cards/operations';
import { lookupFilter, momentFilters, numberFilters } from '../factories/filter';
import { inputForm } from '../factories/form';
import { booleanInput, choiceInput } from '../factories/input';
import { explaining } from '../factories/operation';
import { inAccount } from '../factories/resource';
import { writeOperation } from '../factories/writeOperations';
import { customerStatuses } from '../lookups/lists';

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

const get = getCard(customer);

const update = updateCards(customer);

const upsert = upsertCards(customer);

const create = createCards(customer);

const getAll = listCards(customer);

/** Of this call 402 says that the plan is too small. */
const planTooSmall = ({ details }: AmoCrmProblem, domain: string) =>
	new AmoCrmProblem('paymentRequired', `The plan of ${domain} has no customers.`, {
		...details,
		hint: "Ask the account's owner for a plan with customers, and see that it is paid for.",
	});

const changeMode = writeOperation({
	name: 'setMode',
	displayName: 'Set Mode',
	description:
		'Switch customers of the account on or off, and choose what they are sorted by: segments or the next purchase',
	action: 'Set the mode of customers',
	method: 'PATCH',
	path: `${customer.path}/mode`,
	form: inputForm([
		choiceInput('mode', 'Mode', [
			{
				name: 'By Next Purchase',
				value: 'periodicity',
				description: 'Each customer has a status and the date of the next purchase',
			},
			{
				name: 'By Segments',
				value: 'segments',
				description: 'Each customer is in segments that users define',
			},
		]),
		booleanInput('is_enabled', 'Enabled', 'Whether the account has customers at all', {
			default: true,
		}),
	]),
});

/** @see https://www.amocrm.ru/developers/content/crm_platform/customers-api */
const setMode = explaining(changeMode, 'paymentRequired', (problem, { domain }) =>
	planTooSmall(problem, domain),
);

export const customerResource = inAccount({
	name: 'customer',
	displayName: 'Customer',
	operations: [create, get, getAll, setMode, update, upsert],
});
