import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';
import type { Item } from './batch';
import {
	applyCard,
	blankCard,
	cardFields,
	cardFilters,
	presentCard,
	searchTexts,
	shownContacts,
	shownElements,
	shownRefs,
	touch,
} from './cards';
import {
	existing,
	integer,
	listOf,
	missing,
	moment,
	must,
	object,
	orNull,
	text,
	type Fields,
	type Problem,
} from './checks';
import { findModel } from './family';
import { numbers, range } from './filters';
import { pathId, refuse, self, type ApiCall, type Endpoint } from './kit';
import { resourceEndpoints, type Resource } from './resource';
import { tagRefs } from './tagList';

/** amocrm.ru/developers: crm/customers-api. */
const segmentRef = object({ id: must(existing('customers/segments')) });

const FIELDS: Fields = {
	...cardFields('customers'),
	name: { check: text({ min: 1 }), required: 'create' },
	next_price: integer({ min: 0 }),
	next_date: moment,
	periodicity: integer({ min: 0 }),
	status_id: existing('customers/statuses'),
	_embedded: orNull(
		object({
			tags: orNull(listOf(tagRefs('customers'))),
			segments: orNull(listOf(segmentRef)),
		}),
	),
};

/** Whoever is led by his next purchase needs a date for it. */
function dateProblems({ account }: ApiCall, { value }: Item, customer?: Model): Problem[] {
	const isNeeded = !customer && account.leadsCustomersBy('periodicity');
	return isNeeded && value.next_date === undefined ? missing('next_date') : [];
}

const EXPECTED_PURCHASE = 1;

const firstStatus = (account: AccountState) =>
	account
		.collection('customers/statuses')
		.all()
		.find(({ type }) => type === EXPECTED_PURCHASE);

function applyCustomer({ account }: ApiCall, customer: Model, value: Record<string, unknown>) {
	applyCard(account, 'customers', customer, value);
	const { segments } = (value._embedded ?? {}) as { segments?: Array<{ id: number }> | null };
	if (segments !== undefined) customer.segment_ids = (segments ?? []).map(({ id }) => id);
}

export function createCustomer(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const customer: Model = {
		...blankCard(account, userId, now),
		next_price: 0,
		next_date: null,
		status_id: firstStatus(account)?.id,
		periodicity: 0,
		ltv: 0,
		purchases_count: 0,
		average_check: 0,
		segment_ids: [],
		bonus_points: 0,
	};
	delete customer.group_id;
	applyCustomer(call, customer, value);
	return customer;
}

const shownSegments = (call: ApiCall, { segment_ids: ids }: Model) =>
	((ids ?? []) as number[]).map((id) => ({ id, _links: self(call, `/customers/segments/${id}`) }));

const PARTS: Record<string, (call: ApiCall, customer: Model) => unknown> = {
	contacts: (call, customer) => shownContacts(call, 'customers', customer),
	companies: (call, customer) => shownRefs(call, 'customers', customer, 'companies'),
	catalog_elements: (call, customer) => shownElements(call, 'customers', customer),
};

export const CUSTOMERS: Resource = {
	path: '/customers',
	key: 'customers',
	missing: 204,
	present: presentCard('customers', (call, customer, withs) => ({
		segments: shownSegments(call, customer),
		...Object.fromEntries(
			Object.keys(PARTS)
				.filter((name) => withs.has(name))
				.map((name) => [name, PARTS[name](call, customer)]),
		),
	})),
	list: {
		filtersAreOptional: true,
		filters: {
			...cardFilters('customers'),
			next_price: range('next_price'),
			next_date: range('next_date'),
			status_id: numbers('status_id'),
		},
		withs: Object.keys(PARTS),
		searchIn: searchTexts,
	},
	write: {
		fields: FIELDS,
		also: dateProblems,
		create: createCustomer,
		update(call, customer, value) {
			applyCustomer(call, customer, value);
			touch(call, customer, value);
		},
		answerCreate: ({ id }) => ({ id }),
		answerUpdate: ({ id, updated_at }) => ({ id, updated_at }),
	},
};

/** The customer whom the address names. */
export function customerAt(call: ApiCall, blank = 'id'): Model {
	const customer = findModel(call, CUSTOMERS, pathId(call, blank));
	if (!customer) throw refuse(404, 'Customer not found');
	return customer;
}

export const customerEndpoints: Endpoint[] = resourceEndpoints(CUSTOMERS);
