import { omit, pick, sumBy } from 'lodash';
import type { AccountState } from '../state/account';
import type { Collection, Model } from '../state/collection';
import { readBatch } from './batch';
import {
	author,
	integer,
	listOf,
	moment,
	must,
	notAChoice,
	object,
	orNull,
	text,
	type Check,
} from './checks';
import { customerAt } from './customers';
import { pathOf } from './family';
import { numbers } from './filters';
import { recordChange } from './journal';
import { hal, isRecord, noContent, pathId, refuse, self } from './kit';
import type { ApiCall, Endpoint, Present } from './kit';
import { answerList } from './list';

/** What customers have bought. amocrm.ru/developers: crm/customers-api. */
const ofAll = ({ account }: ApiCall): Collection => account.collection('customers/transactions');

const elementKeys = object({
	id: must(integer({ min: 1 })),
	metadata: must(object({ catalog_id: must(integer({ min: 1 })), quantity: integer({ min: 0 }) })),
});

/** An element that its list really has. */
const element: Check = (value, path, context) => {
	const problems = elementKeys(value, path, context);
	if (problems.length > 0 || !isRecord(value) || !isRecord(value.metadata)) return problems;
	const list = `catalogs/${String(value.metadata.catalog_id)}/elements`;
	return context.account.collection(list).has(value.id) ? [] : notAChoice(`${path}.id`);
};

const CHECK = object({
	price: must(integer({ min: 0 })),
	comment: orNull(text()),
	completed_at: moment,
	next_price: integer({ min: 0 }),
	next_date: moment,
	created_by: author,
	_embedded: object({ catalog_elements: listOf(element) }),
});

const pathTo = ({ customer_id, id }: Model) =>
	`/customers/${String(customer_id)}/transactions/${id}`;

const present: Present = (call, transaction) => {
	const customerId = transaction.customer_id as number;
	const customer = { id: customerId, _links: self(call, `/customers/${customerId}`) };
	const elements = transaction.elements as unknown[];
	return {
		...omit(transaction, 'elements'),
		_links: self(call, pathTo(transaction)),
		_embedded: { customer, ...(elements.length > 0 ? { catalog_elements: elements } : {}) },
	};
};

/** Of the customer in the address, where it names one. */
function models(call: ApiCall): Model[] {
	if (call.params.cid === undefined) return ofAll(call).all();
	const { id } = customerAt(call, 'cid');
	return ofAll(call)
		.all()
		.filter(({ customer_id }) => customer_id === id);
}

const found = (call: ApiCall) => models(call).find(({ id }) => id === pathId(call));

function recount(account: AccountState, customerId: unknown): void {
	const customer = account.collection('customers').get(customerId);
	if (!customer) return;
	const own = account
		.collection('customers/transactions')
		.all()
		.filter(({ customer_id }) => customer_id === customerId);
	const ltv = sumBy(own, ({ price }) => Number(price));
	const average_check = own.length === 0 ? 0 : Math.round(ltv / own.length);
	Object.assign(customer, { ltv, purchases_count: own.length, average_check });
}

function buy(call: ApiCall, customer: Model, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const { catalog_elements: elements = [] } = (value._embedded ?? {}) as Record<string, unknown>;
	const transaction = ofAll(call).insert({
		id: account.ids.take('entity'),
		price: value.price,
		comment: value.comment ?? null,
		completed_at: value.completed_at ?? now,
		customer_id: customer.id,
		created_by: value.created_by ?? userId,
		updated_by: value.created_by ?? userId,
		created_at: now,
		updated_at: now,
		is_deleted: false,
		account_id: account.info.id,
		elements,
	});
	Object.assign(customer, pick(value, ['next_price', 'next_date']));
	recount(account, customer.id);
	recordChange(call, transaction, { collection: 'customers/transactions' });
	return transaction;
}

function create(call: ApiCall) {
	const customer = customerAt(call, 'cid');
	const transactions = readBatch(call, { check: CHECK, mode: 'create' }).map(
		({ requestId, value }) => {
			const transaction = buy(call, customer, value);
			const { id, customer_id } = transaction;
			return { id, customer_id, request_id: requestId, _links: self(call, pathTo(transaction)) };
		},
	);
	const path = `/customers/${customer.id}/transactions`;
	return hal({ _links: self(call, path), _embedded: { transactions } });
}

function remove(call: ApiCall) {
	const transaction = found(call);
	if (!transaction) throw refuse(404, 'Not found');
	ofAll(call).remove(transaction.id);
	recount(call.account, transaction.customer_id);
	return noContent();
}

/** All but the making also work without naming the customer. */
export const transactionEndpoints: Endpoint[] = [
	...['/customers/transactions', '/customers/:cid/transactions'].flatMap((path): Endpoint[] => [
		{
			method: 'GET',
			path,
			run: (call) =>
				answerList(call, {
					models: models(call),
					path: pathOf(call, { path }),
					key: 'transactions',
					rules: { filters: { id: numbers('id') } },
					present,
				}),
		},
		{
			method: 'GET',
			path: `${path}/:id`,
			run(call) {
				const transaction = found(call);
				return transaction ? hal(present(call, transaction, new Set())) : noContent();
			},
		},
		{ method: 'DELETE', path: `${path}/:id`, run: remove },
	]),
	{ method: 'POST', path: '/customers/:cid/transactions', run: create },
];
