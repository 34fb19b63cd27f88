import { cloneDeep } from 'lodash';

import {
	embeddedIn,
	isEntity,
	type Answer,
	type Ask,
	type Call,
	type Entity,
} from '../../../../tools/conform/ask';
import type { Difference } from '../../../../tools/conform/compare';

/** One way in which an account might not be as the emulator says. */
export interface Deviation {
	name: string;
	/** What it does to the answer to a call that it concerns; `again` asks the account something else. */
	change(call: Call, answer: Answer, again: Ask): Answer | Promise<Answer>;
	/** How it is told. Nothing else may be told of. */
	isNamedBy(difference: Difference): boolean;
}

const isAt = (call: Call, path: RegExp) => path.test(call.path);

/** Changes what an answer says, wherever these entities stand in it. */
function eachEntity(answer: Answer, key: string, isOne: boolean, change: (entity: Entity) => void) {
	const changed = cloneDeep(answer);
	const list = embeddedIn(changed.body)[key];
	if (Array.isArray(list)) list.filter(isEntity).forEach(change);
	else if (isOne && isEntity(changed.body) && answer.status === 200) change(changed.body);
	return changed;
}

/** Of the entities of a list, which are also read one by one. */
const entities = (
	name: string,
	path: string,
	key: string,
	change: (entity: Entity) => void,
	told: Pick<Difference, 'what'> & { where: string },
): Deviation => ({
	name,
	change: (call, answer) => {
		const isOne = new RegExp(`^/(api/v4|v1.0)${path}/(\\d+|[0-9a-z]{26})$`).test(call.path);
		const isList = new RegExp(`^/(api/v4|v1.0)${path}$`).test(call.path);
		return isOne || isList ? eachEntity(answer, key, isOne, change) : answer;
	},
	isNamedBy: ({ read, what, where }) =>
		new RegExp(`(api/v4|v1.0)${path.replaceAll('\\d+', '\\{\\w+\\}')}(/\\{id\\})?$`).test(read) &&
		what === told.what &&
		where.endsWith(told.where),
});

const plain = (
	name: string,
	concerns: (call: Call) => boolean,
	change: (answer: Answer, call: Call, again: Ask) => Answer | Promise<Answer>,
	isNamedBy: Deviation['isNamedBy'],
): Deviation => ({
	name,
	change: async (call, answer, again) =>
		concerns(call) ? await change(answer, call, again) : answer,
	isNamedBy,
});

type Values = Array<{ field_type: string; values: Array<{ value: unknown }> }>;

const fieldValues = (type: string, change: (value: unknown) => unknown) => (entity: Entity) => {
	for (const field of (entity.custom_fields_values ?? []) as Values) {
		if (field.field_type === type) for (const one of field.values) one.value = change(one.value);
	}
};

const has = (call: Call, name: RegExp) =>
	Object.keys(call.query ?? {}).some((one) => name.test(one));

const without = (call: Call, name: RegExp): Call => ({
	...call,
	query: Object.fromEntries(Object.entries(call.query ?? {}).filter(([one]) => !name.test(one))),
});

/** Statuses, keys, types, days, filters, orders, pages, totals, codes and limits. */
export const DEVIATIONS: Deviation[] = [
	plain(
		'an unknown contact is 404',
		(call) => isAt(call, /v4\/contacts\/2147483647$/),
		(answer) => ({ ...answer, status: 404 }),
		({ read, what, account }) =>
			read.endsWith('/contacts/{id}') && what === 'status' && account === '404',
	),
	plain(
		'a page of tags that is not there is 404',
		(call) => isAt(call, /leads\/tags$/) && call.query?.page === '1000',
		(answer) => ({ ...answer, status: 404 }),
		({ read, what }) => read.endsWith('/leads/tags') && what === 'status',
	),
	plain(
		'an order is refused',
		(call) => isAt(call, /v4\/leads\/custom_fields$/) && has(call, /^order\[sort\]/),
		(answer) => ({ ...answer, status: 400 }),
		({ read, what }) => read.endsWith('/leads/custom_fields') && what === 'status',
	),
	plain(
		'a role is never found',
		(call) => isAt(call, /roles\/\d+$/) && call.path !== '/api/v4/roles/2147483647',
		(answer) => ({ ...answer, status: 404 }),
		({ read, what }) => read.endsWith('/roles/{id}') && what === 'status',
	),
	plain(
		'a limit of 25 is too many',
		(call) => isAt(call, /v4\/customers\/segments$/) && call.query?.limit === '25',
		(answer) => ({ ...answer, status: 400, body: { title: 'Bad Request', status: 400 } }),
		({ read, what }) => read.endsWith('/customers/segments') && what === 'status',
	),
	plain(
		'tasks are plain JSON',
		(call) => isAt(call, /v4\/tasks$/),
		(answer) =>
			answer.status === 200
				? { ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } }
				: answer,
		({ read, what, where }) =>
			read.endsWith('/tasks') && what === 'header' && where === 'content-type',
	),
	entities(
		'leads have a key of their own',
		'/leads',
		'leads',
		(lead) => (lead.is_archived = false),
		{ what: 'key', where: '<key>' },
	),
	entities(
		'contacts do not tell whether they are unsorted',
		'/contacts',
		'contacts',
		(contact) => delete contact.is_unsorted,
		{ what: 'key', where: 'is_unsorted' },
	),
	entities(
		'stages lack their colour',
		'/leads/pipelines/\\d+/statuses',
		'statuses',
		(stage) => delete stage.color,
		{ what: 'key', where: 'color' },
	),
	plain(
		'the account does not say its offset',
		(call) => isAt(call, /v4\/account$/),
		(answer) => {
			const changed = cloneDeep(answer);
			delete (embeddedIn(changed.body).datetime_settings as Entity | undefined)?.timezone_offset;
			return changed;
		},
		({ read, what, where }) =>
			read.endsWith('/account') && what === 'key' && where.endsWith('timezone_offset'),
	),
	plain(
		'loss reasons have another name',
		(call) => isAt(call, /v4\/leads\/loss_reasons$/),
		(answer) => {
			const changed = cloneDeep(answer);
			const embedded = embeddedIn(changed.body);
			if (embedded.loss_reasons === undefined) return answer;
			embedded.reasons = embedded.loss_reasons;
			delete embedded.loss_reasons;
			return changed;
		},
		({ read, what, where }) =>
			read.endsWith('/leads/loss_reasons') &&
			what === 'key' &&
			['_embedded.loss_reasons', '_embedded.<key>'].includes(where),
	),
	plain(
		'the list of files does not count',
		(call) => isAt(call, /v1.0\/files$/),
		(answer) => {
			const changed = cloneDeep(answer);
			if (isEntity(changed.body)) delete changed.body._count;
			return changed;
		},
		({ read, what, where }) => read.endsWith('/v1.0/files') && what === 'key' && where === '_count',
	),
	entities('prices are texts', '/leads', 'leads', (lead) => (lead.price = String(lead.price)), {
		what: 'type',
		where: 'price',
	}),
	entities(
		'companies have no group',
		'/companies',
		'companies',
		(company) => (company.group_id = null),
		{ what: 'type', where: 'group_id' },
	),
	entities(
		'tasks without a result have an object',
		'/tasks',
		'tasks',
		(task) => Array.isArray(task.result) && (task.result = {}),
		{ what: 'type', where: 'result' },
	),
	entities(
		'a loss reason is no list',
		'/leads',
		'leads',
		(lead) => {
			const embedded = embeddedIn(lead);
			if (Array.isArray(embedded.loss_reason))
				embedded.loss_reason = embedded.loss_reason[0] ?? null;
		},
		{ what: 'type', where: '_embedded.loss_reason' },
	),
	entities(
		'contacts of a lead do not say which is the main one',
		'/leads',
		'leads',
		(lead) => {
			const { contacts } = embeddedIn(lead);
			if (Array.isArray(contacts)) for (const one of contacts as Entity[]) delete one.is_main;
		},
		{ what: 'key', where: 'is_main' },
	),
	entities(
		'options are sorted by texts',
		'/contacts/custom_fields',
		'custom_fields',
		(field) => {
			for (const one of (field.enums ?? []) as Entity[]) one.sort = String(one.sort);
		},
		{ what: 'type', where: 'enums[].sort' },
	),
	entities('numbers are numbers', '/companies', 'companies', fieldValues('numeric', Number), {
		what: 'type',
		where: 'values[].value',
	}),
	entities('a checkbox is 1', '/customers', 'customers', fieldValues('checkbox', Number), {
		what: 'type',
		where: 'values[].value',
	}),
	entities(
		'days are midnights of UTC',
		'/leads',
		'leads',
		fieldValues('date', (value) => Number(value) + 3 * 3600),
		{ what: 'type', where: 'custom_fields_values[date].values[].value' },
	),
	entities(
		'fields name their cards in the singular',
		'/leads/custom_fields',
		'custom_fields',
		(field) => (field.entity_type = 'lead'),
		{ what: 'type', where: 'entity_type' },
	),
	entities(
		'times of events are texts',
		'/events',
		'events',
		(event) => (event.created_at = String(event.created_at)),
		{ what: 'type', where: 'created_at' },
	),
	plain(
		'the filter by completion is passed over',
		(call) => isAt(call, /v4\/tasks$/) && has(call, /is_completed/),
		async (_answer, call, again) => await again(without(call, /is_completed/)),
		({ read, what, asks }) =>
			read.endsWith('/tasks') && what === 'entities found' && asks.join().includes('is_completed'),
	),
	plain(
		'the filter by price is passed over',
		(call) => isAt(call, /v4\/leads$/) && has(call, /price/),
		async (_answer, call, again) => await again(without(call, /price/)),
		({ read, what, asks }) =>
			read.endsWith('/leads') && what === 'entities found' && asks.join().includes('price'),
	),
	plain(
		'the search finds nothing',
		(call) => isAt(call, /v4\/companies$/) && has(call, /^query$/),
		() => ({ status: 204, headers: {}, body: '' }),
		({ read, what, asks }) =>
			read.endsWith('/companies') && what === 'status' && asks.includes('query'),
	),
	plain(
		'the order is passed over',
		(call) => isAt(call, /v4\/contacts$/) && has(call, /^order\[id\]/),
		async (_answer, call, again) =>
			await again({ ...call, query: { limit: '25', 'order[id]': 'asc' } }),
		({ read, what }) => read.endsWith('/contacts') && what === 'order',
	),
	plain(
		'a page has as many as it likes',
		(call) => isAt(call, /v4\/leads\/notes$/) && call.query?.limit === '2',
		async (_answer, call, again) => await again(without(call, /^(limit|page)$/)),
		({ read, what }) =>
			read.endsWith('/leads/notes') && ['entities on a page', 'another page'].includes(what),
	),
	plain(
		'a page does not lead to the next',
		(call) => isAt(call, /v4\/contacts\/notes$/) && call.query?.limit === '2',
		(answer) => {
			const changed = cloneDeep(answer);
			if (isEntity(changed.body)) delete (changed.body._links as Entity | undefined)?.next;
			return changed;
		},
		({ read, what }) => read.endsWith('/contacts/notes') && what === 'another page',
	),
	plain(
		'users are counted wrong',
		(call) => isAt(call, /v4\/users$/),
		(answer) => {
			const changed = cloneDeep(answer);
			if (isEntity(changed.body)) changed.body._total_items = 99;
			return changed;
		},
		({ read, what }) => read.endsWith('/users') && what === 'total',
	),
	entities(
		'links say is_main',
		'/leads/\\d+/links',
		'links',
		(link) => {
			if (!isEntity(link.metadata) || !('main_contact' in link.metadata)) return;
			link.metadata = { is_main: link.metadata.main_contact };
		},
		{ what: 'key', where: '' },
	),
];

const isFullPage = (path: RegExp, page: string) => (call: Call) =>
	isAt(call, path) && call.query?.limit === '250' && call.query.page === page;

const linksIn = (answer: Answer, change: (body: Entity, links: Entity) => void): Answer => {
	const changed = cloneDeep(answer);
	if (isEntity(changed.body)) change(changed.body, changed.body._links as Entity);
	return changed;
};

const named =
	(ending: string, what: Difference['what'], asks: string): Deviation['isNamedBy'] =>
	(found) =>
		found.read.endsWith(ending) && found.what === what && found.asks.join() === asks;

/** Of full pages, of which there are several. */
export const PAGE_DEVIATIONS: Deviation[] = [
	plain(
		'a full page has 200',
		isFullPage(/v4\/contacts$/, '1'),
		(answer) => {
			const changed = cloneDeep(answer);
			const embedded = embeddedIn(changed.body);
			embedded.contacts = (embedded.contacts as Entity[]).slice(0, 200);
			return changed;
		},
		named('/contacts', 'entities on a page', 'the first full page'),
	),
	plain(
		'a page says that it is another',
		isFullPage(/v4\/companies$/, '2'),
		(answer) => linksIn(answer, (body) => (body._page = 1)),
		named('/companies', 'page number', 'the second full page'),
	),
	plain(
		'the link to the next page forgets the limit',
		isFullPage(/v4\/companies$/, '1'),
		(answer) =>
			linksIn(answer, (_body, links) => (links.next = { href: 'https://example.com/?page=2' })),
		named('/companies', 'link to the next page', 'the first full page'),
	),
	plain(
		'behind the last page is an empty list',
		isFullPage(/v4\/companies$/, '3'),
		(answer) => ({ ...answer, status: 200, body: { _embedded: { companies: [] } } }),
		named('/companies', 'status', 'the page behind the last full page'),
	),
	plain(
		'the last page leads to another',
		isFullPage(/leads\/tags$/, '1'),
		(answer) =>
			linksIn(answer, (_body, links) => (links.next = { href: 'https://example.com/?page=2' })),
		named('/leads/tags', 'another page', 'the first full page'),
	),
	plain(
		'251 are not too many',
		(call) => isAt(call, /leads\/tags$/) && call.query?.limit === '251',
		async (_answer, call, again) =>
			await again({ ...call, query: { ...call.query, limit: '250' } }),
		named('/leads/tags', 'status', 'one more than a page may hold'),
	),
	plain(
		'a page holds 10 by itself',
		(call) => isAt(call, /leads\/tags$/) && Object.keys(call.query ?? {}).join() === 'page',
		async (_answer, call, again) => await again({ ...call, query: { page: '1', limit: '10' } }),
		named('/leads/tags', 'entities on a page', 'without a limit'),
	),
];

/** The account, as it would be with these deviations. */
export const deviating =
	(ask: Ask, deviations: Deviation[]): Ask =>
	async (call) => {
		let answer = await ask(call);
		for (const { change } of deviations) answer = await change(call, answer, ask);
		return answer;
	};
