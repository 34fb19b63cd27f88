import type { IDataObject } from 'n8n-workflow';
import { uniq, uniqBy } from 'lodash';

import type { AccountSession } from '../../../shared/account/session';
import type { QueryValue } from '../../../shared/transport/client';
import { eachPage } from '../../../shared/transport/pages';
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

/** Below this many, asking for each text is cheap enough. */
const FEW = 10;

/**
 * Finds the cards that match one of the bodies, in few requests: by filters that take many values at once
 * where the account has them, else by reading the whole list as long as that is cheaper than a request for
 * each value. amoCRM may find more than was asked for, or pass over a filter: what comes back is checked.
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

	/** @returns undefined where the list is longer than so many pages */
	async function read(query: Query, mostPages = Infinity): Promise<IDataObject[] | undefined> {
		const call = { path: fill(card.path, gaps), query, pageSize: card.pageSize };
		const hits: IDataObject[] = [];
		let pages = 0;
		for await (const page of eachPage(session, call, fill(card.collection, gaps))) {
			if (pages++ === mostPages) return undefined;
			hits.push(...page.filter(isSought));
		}
		return hits;
	}

	async function readEach(queries: Query[]): Promise<IDataObject[]> {
		const hits: IDataObject[] = [];
		for (const query of queries) hits.push(...((await read(query)) ?? []));
		return hits;
	}

	const hasFilters = card.canFilter !== undefined && (await card.canFilter(session));
	const plan = planSearch(
		columns,
		bodies,
		({ field }) => hasFilters && !(field && session.platform === 'kommo'),
	);
	return uniqBy([...(await readEach(plan.filtered)), ...(await readTexts(plan.texts))], 'id');

	async function readTexts(queries: Query[]): Promise<IDataObject[]> {
		if (queries.length === 0) return [];
		const mayAsk = card.search !== undefined;
		const mostPages = mayAsk ? Math.floor(queries.length / 2) : Infinity;
		// In the order in which cards were made none is missed while others are added.
		const order = card.orders.some(({ value }) => value === 'id') ? { 'order[id]': 'asc' } : {};
		const whole = queries.length > FEW || !mayAsk ? await read(order, mostPages) : undefined;
		return whole ?? (await readEach(queries));
	}
}
