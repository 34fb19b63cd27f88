import type { IDataObject } from 'n8n-workflow';
import { uniq, uniqBy } from 'lodash';

import type { AccountSession } from '../../../shared/account/session';
import { attempt } from '../../../shared/attempt';
import { sideBySide } from '../../../shared/sideBySide';
import type { QueryValue } from '../../../shared/transport/client';
import { eachPage, MAX_PAGE_SIZE, readPages, type ListPage } from '../../../shared/transport/pages';
import { fill, type Gaps } from '../../factories/template';
import type { Card } from '../card';
import { keysOf, type MatchColumn } from './match';

type Query = Record<string, QueryValue>;

/** How cards are looked for. */
export interface SearchPlan {
	/** One request each, for many values. */
	filtered: Query[];
	/** One request each, for one value. */
	texts: Query[];
}

/** Leaves the address of a request shorter than servers take. */
const LONGEST_QUERY = 4_000;

/** Values for one request each. */
function packed(texts: string[], name: string): string[][] {
	const packs: string[][] = [];
	let room = 0;
	for (const text of texts) {
		const length = encodeURIComponent(`${name}${text}`).length + 2;
		if (length > room) {
			packs.push([]);
			room = LONGEST_QUERY;
		}
		packs.at(-1)?.push(text);
		room -= length;
	}
	return packs;
}

/** @param hasFilter whether amoCRM filters by this column in this account */
export function planSearch(
	columns: MatchColumn[],
	bodies: IDataObject[],
	hasFilter: (column: MatchColumn) => boolean,
): SearchPlan {
	const plan: SearchPlan = { filtered: [], texts: [] };
	for (const column of columns) {
		const texts = uniq(
			bodies.flatMap((body) => column.textsOf(body).map(column.normal)).filter(Boolean),
		);
		const { filter } = column;
		if (filter && hasFilter(column)) {
			plan.filtered.push(...packed(texts, filter).map((pack) => ({ [filter]: pack })));
		} else {
			plan.texts.push(...texts.map((query) => ({ query })));
		}
	}
	return plan;
}

/** Up to this many requests are cheap enough not to ask how long the list is. */
const FEW = 10;

/**
 * Finds the cards that match one of the bodies, in few requests: by filters that take many values at once
 * where the account has them, and one by one; or by reading the whole list where that is cheaper. amoCRM may
 * find more than was asked for, or pass over a filter: what comes back is checked.
 */
export async function findCards(
	session: AccountSession,
	card: Card,
	gaps: Gaps,
	columns: MatchColumn[],
	bodies: IDataObject[],
): Promise<IDataObject[]> {
	const sought = new Set(bodies.flatMap((body) => keysOf(columns, body).flat()));
	if (sought.size === 0) return [];
	const isSought = (one: IDataObject) =>
		keysOf(columns, one)
			.flat()
			.some((key) => sought.has(key));
	const path = fill(card.path, gaps);
	const collection = fill(card.collection, gaps);
	const { pageSize = MAX_PAGE_SIZE } = card;

	const search = async (query: Query) =>
		await readPages(session, { path, query, pageSize, keep: isSought }, collection, Infinity);

	async function isLonger(query: Query, pages: number): Promise<boolean> {
		const beyond = { ...query, page: pages + 1, limit: pageSize };
		const asked = await attempt(session.request<ListPage>({ method: 'GET', path, query: beyond }));
		return asked.ok && (asked.value?._embedded?.[collection] ?? []).length > 0;
	}

	/** @returns undefined where the list is longer than so many pages, which is asked beside the second one */
	async function readWhole(mostPages: number): Promise<IDataObject[] | undefined> {
		// In the order in which cards were made none is missed while others are added.
		const query = card.orders.some(({ value }) => value === 'id') ? { 'order[id]': 'asc' } : {};
		const hits: IDataObject[] = [];
		let pages = 0;
		let isTooLong = false;
		for await (const page of eachPage(session, { path, query, pageSize }, collection)) {
			hits.push(...page.filter(isSought));
			pages += 1;
			if (isTooLong || pages > mostPages) return undefined;
			if (pages > 1 || page.length !== pageSize || mostPages === Infinity) continue;
			void isLonger(query, mostPages).then((isLong) => (isTooLong = isLong));
		}
		return hits;
	}

	const mayFilter = card.canFilter !== undefined && columns.some(({ filter }) => filter);
	const hasFilters = mayFilter && (await card.canFilter?.(session)) === true;
	const plan = planSearch(
		columns,
		bodies,
		({ field }) => hasFilters && !(field && session.platform === 'kommo'),
	);
	const queries = [...plan.filtered, ...plan.texts];
	const mayAsk = card.search !== undefined || plan.texts.length === 0;
	const whole =
		queries.length > FEW || !mayAsk
			? await readWhole(mayAsk ? queries.length : Infinity)
			: undefined;
	return uniqBy(whole ?? (await sideBySide(queries, search)).flat(), 'id');
}
