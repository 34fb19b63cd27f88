import type { Model } from '../state/collection';
import {
	applyCard,
	blankCard,
	cardFields,
	cardFilters,
	embedded,
	presentCard,
	searchTexts,
	shownElements,
	shownRefs,
	touch,
} from './cards';
import { text, type Fields } from './checks';
import type { ApiCall, Endpoint } from './kit';
import { resourceEndpoints, type Resource } from './resource';

/** amocrm.ru/developers: crm/contacts-api. */
export const contactFields: Fields = {
	...cardFields('contacts'),
	name: text(),
	first_name: text(),
	last_name: text(),
};

export function createContact(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const contact: Model = {
		...blankCard(account, userId, now),
		first_name: '',
		last_name: '',
		is_unsorted: false,
	};
	applyCard(account, 'contacts', contact, value);
	settleName(contact, value);
	return contact;
}

/** The whole name follows its parts where only they are given. */
function settleName(contact: Model, value: Record<string, unknown>): void {
	const isByParts = value.first_name !== undefined || value.last_name !== undefined;
	if (value.name !== undefined || !isByParts) return;
	const parts = [contact.first_name, contact.last_name];
	contact.name = parts.filter((part) => part !== '').join(' ');
}

export const CONTACTS: Resource = {
	path: '/contacts',
	key: 'contacts',
	missing: 204,
	present: presentCard('contacts', (call, model, withs) => ({
		companies: shownRefs(call, 'contacts', model, 'companies'),
		...(withs.has('leads') ? { leads: shownRefs(call, 'contacts', model, 'leads') } : {}),
		...(withs.has('customers')
			? { customers: shownRefs(call, 'contacts', model, 'customers') }
			: {}),
		...(withs.has('catalog_elements')
			? { catalog_elements: shownElements(call, 'contacts', model) }
			: {}),
	})),
	list: {
		filtersAreOptional: true,
		filters: cardFilters('contacts'),
		orders: ['updated_at', 'id'],
		withs: ['catalog_elements', 'leads', 'customers', 'only_deleted'],
		searchIn: searchTexts,
	},
	write: {
		fields: { ...contactFields, _embedded: embedded('contacts') },
		create: createContact,
		update(call, contact, value) {
			applyCard(call.account, 'contacts', contact, value);
			settleName(contact, value);
			touch(call, contact, value);
		},
		answerCreate: ({ id }) => ({ id }),
		answerUpdate: ({ id, name, updated_at }) => ({ id, name, updated_at }),
	},
};

export const contactEndpoints: Endpoint[] = resourceEndpoints(CONTACTS);
