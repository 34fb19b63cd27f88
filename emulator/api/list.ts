import { stringify } from 'qs';
import type { Reply } from '../net/message';
import type { Model } from '../state/collection';
import type { Filter, Test } from './filters';
import { hal, href, isRecord, noContent, refuse, type ApiCall, type Present } from './kit';

const MAX_LIMIT = 250;
const DEFAULT_LIMIT = 50;

/** What a list can be asked. amocrm.ru/developers: crm/filters-api and each list's own page. */
export interface ListRules {
	filters?: Record<string, Filter>;
	orders?: string[];
	withs?: string[];
	/** The texts that `query` looks through; lists without it have no `query`. */
	searchIn?: (model: Model) => string[];
	/** The largest `limit` that may be asked for; 250 unless given. */
	maxLimit?: number;
	/** How many there are on a page when none was asked for; 50 unless given. */
	defaultLimit?: number;
	/** Never more than this on a page, whatever was asked for. */
	pageCap?: number;
	/** The envelope counts: `_total_items`, `_page_count`. */
	totals?: boolean;
	/** The envelope counts what is on the page, and does not number it. */
	counted?: boolean;
	/** The envelope has no `_links`. */
	unlinked?: boolean;
	/** All at once, without `page` and `limit`. */
	unpaged?: boolean;
	/** An account may have the list's filters switched off. */
	filtersAreOptional?: boolean;
}

export interface ListParts {
	models: Model[];
	/** Below `/api/v4`. */
	path: string;
	/** In `_embedded`. */
	key: string;
	rules: ListRules;
	present: Present;
}

export function answerList(call: ApiCall, { models, path, key, rules, present }: ListParts): Reply {
	const withs = readWith(call, rules);
	const found = order(call, rules, matching(call, rules, models));
	const { page, limit } = readPage(call, rules);
	const { lastPage } = call.account.behaviour;
	const pageCount = Math.ceil(found.length / limit);
	const isLast = page === lastPage;
	const shown = found.slice((page - 1) * limit, page * limit);
	if (shown.length === 0 || page > (lastPage ?? Infinity)) return noContent();
	const counts = rules.totals ? { _total_items: found.length } : {};
	return hal({
		...counts,
		...(rules.counted ? { _count: shown.length } : {}),
		...(rules.unpaged || rules.counted ? {} : { _page: page }),
		...(rules.totals && !rules.unpaged ? { _page_count: pageCount } : {}),
		...(rules.unlinked ? {} : { _links: pageLinks(call, path, page, page < pageCount && !isLast) }),
		_embedded: { [key]: shown.map((model) => present(call, model, withs)) },
	});
}

/** Those that the filters and the query leave. */
export function matching(call: ApiCall, rules: ListRules, models: Model[]): Model[] {
	checkParameters(call, rules);
	const tests = [...filterTests(call, rules), ...searchTests(call, rules)];
	return models.filter((model) => tests.every((test) => test(model)));
}

/** `with` of a list or of one object. */
export function readWith({ query }: ApiCall, { withs = [] }: ListRules): Set<string> {
	if (query.with === undefined) return new Set();
	if (typeof query.with !== 'string') throw refuse(400, 'with must be a comma-separated text');
	const asked = query.with.split(',').filter((name) => name !== '');
	const unknown = asked.find((name) => !withs.includes(name));
	if (unknown !== undefined) throw refuse(400, `with=${unknown} is not supported`);
	return new Set(asked);
}

/** Guess: amoCRM refuses what it does not know. It may pass over it; here a misspelt parameter must not go unnoticed. */
function checkParameters({ query }: ApiCall, rules: ListRules): void {
	const allowed = [
		...(rules.unpaged ? [] : ['page', 'limit']),
		...(rules.filters ? ['filter'] : []),
		...(rules.orders ? ['order'] : []),
		...(rules.withs ? ['with'] : []),
		...(rules.searchIn ? ['query'] : []),
	];
	const unknown = Object.keys(query).find((name) => !allowed.includes(name));
	if (unknown !== undefined) throw refuse(400, `The parameter ${unknown} is not supported`);
}

function filterTests(call: ApiCall, rules: ListRules): Test[] {
	const asked = call.query.filter;
	if (asked === undefined) return [];
	if (!isRecord(asked)) throw refuse(400, 'filter must be given as filter[name]');
	if (rules.filtersAreOptional && !call.account.filterOption) return [];
	return Object.entries(asked).map(([name, value]) => {
		const filter = rules.filters?.[name];
		if (!filter) throw refuse(400, `filter[${name}] is not supported`);
		return filter(value, call, name);
	});
}

const digits = (text: string) => text.replace(/\D/g, '');

function searchTests({ query, account, now }: ApiCall, { searchIn }: ListRules): Test[] {
	if (query.query === undefined || query.query === '' || !searchIn) return [];
	if (typeof query.query !== 'string') throw refuse(400, 'query must be a text');
	const wanted = query.query.toLowerCase();
	const number = /^[\d\s()+-]{5,}$/.test(wanted) ? digits(wanted) : undefined;
	const { searchLag } = account.behaviour;
	const isKnown = ({ updated_at: at }: Model) => searchLag === 0 || Number(at) + searchLag <= now;
	return [
		isKnown,
		(model) =>
			searchIn(model).some(
				(text) =>
					text.toLowerCase().includes(wanted) ||
					(number !== undefined && digits(text).includes(number)),
			),
	];
}

function order({ query }: ApiCall, { orders = [] }: ListRules, models: Model[]): Model[] {
	if (query.order === undefined) return models;
	if (!isRecord(query.order)) throw refuse(400, 'order must be given as order[field]');
	const keys = Object.entries(query.order).map(([name, direction]) => {
		if (!orders.includes(name)) throw refuse(400, `order[${name}] is not supported`);
		if (direction !== 'asc' && direction !== 'desc') {
			throw refuse(400, `order[${name}] must be asc or desc`);
		}
		return { name, sign: direction === 'asc' ? 1 : -1 };
	});
	return [...models].sort((a, b) => {
		for (const { name, sign } of keys) {
			const difference = Number(a[name]) - Number(b[name]);
			if (difference !== 0) return difference * sign;
		}
		return 0;
	});
}

export function readPage({ query }: ApiCall, rules: ListRules = {}) {
	const { maxLimit = MAX_LIMIT, defaultLimit = DEFAULT_LIMIT, pageCap = maxLimit, unpaged } = rules;
	if (unpaged) return { page: 1, limit: Infinity };
	const page = positive(query.page, 'page', 1);
	const limit = positive(query.limit, 'limit', defaultLimit);
	if (limit > maxLimit) throw refuse(400, `limit must not be over ${maxLimit}`);
	return { page, limit: Math.min(limit, pageCap) };
}

function positive(value: unknown, name: string, otherwise: number): number {
	if (value === undefined) return otherwise;
	if (typeof value !== 'string' || !/^[1-9]\d*$/.test(value)) {
		throw refuse(400, `${name} must be a whole number from 1`);
	}
	return Number(value);
}

export function pageLinks(call: ApiCall, path: string, page: number, hasMore: boolean) {
	const address = (number: number) => {
		const query = { ...call.query, page: number };
		return href(call, `${path}?${stringify(query)}`);
	};
	const own = stringify(call.query);
	return {
		self: href(call, own === '' ? path : `${path}?${own}`),
		...(hasMore ? { next: address(page + 1) } : {}),
		...(page > 1 ? { first: address(1), prev: address(page - 1) } : {}),
	};
}
