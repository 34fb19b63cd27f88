import type { IDataObject } from 'n8n-workflow';
import { uniq, uniqBy } from 'lodash';

import type { AccountSession } from '../../../shared/account/session';
import { settle } from '../../../shared/settle';
import { hasCode } from '../../../shared/problem';
import { mapParallel, prefetch } from '../../../shared/mapParallel';
import { MAX_BATCH_SIZE } from '../../../shared/transport/batches';
import type { Query } from '../../../shared/transport/client';
import {
	eachPage,
	isCutOff,
	MAX_PAGE_SIZE,
	readPages,
	type ListCall,
	type ListPage,
	type Progress,
} from '../../../shared/transport/pages';
import { fill, type Gaps } from '../../factories/entity';
import type { Card } from '../card';
import { idColumn, keysOf, type MatchColumn } from './match';
import { presentTurn } from './written';

/** So many cards are looked for in the list, whatever they are matched by: each search by itself takes longer. */
export const areMany = (cards: number) => cards > 10 * MAX_BATCH_SIZE;

/** Pages that are asked for at once by who has so many cards to write: beside that, those in vain are few. */
const prefetchPagesFor = (cards: number) => (areMany(cards) ? 3 : cards > MAX_BATCH_SIZE ? 2 : 0);

/** The list of an account's cards, of which some are looked for. */
export class CardList {
	readonly pageSize: ListCall['pageSize'];

	readonly path: string;

	private readonly collection: string;

	/** In the order in which cards were made none is missed while others are added. */
	private readonly order: Query;

	private readonly prefetchPages: number;

	/** The turn before which all was written that is read in it. */
	readonly since = presentTurn();

	private prefetchedPages?: AsyncGenerator<IDataObject[]>;

	/**
	 * @param most how many cards are looked for at the most
	 * @param also what is asked of each card beside its fields
	 */
	constructor(
		private readonly session: AccountSession,
		{ path, collection, pageSize = MAX_PAGE_SIZE, orders }: Card,
		gaps: Gaps,
		most: number,
		readonly also: Query = {},
	) {
		this.path = fill(path, gaps);
		this.collection = fill(collection, gaps);
		this.pageSize = pageSize;
		this.order = orders.some(({ value }) => value === 'id') ? { 'order[id]': 'asc' } : {};
		this.prefetchPages = prefetchPagesFor(most);
	}

	/** Asks for what is read first, before anybody reads it. */
	begin(): void {
		this.prefetchedPages ??= prefetch(this.fromStart(), Math.max(this.prefetchPages, 1));
	}

	/** To be called once. */
	pages(): AsyncGenerator<IDataObject[]> {
		return this.prefetchedPages ?? this.fromStart();
	}

	async search(query: Query, keep: (card: IDataObject) => boolean): Promise<IDataObject[]> {
		const { session, path, pageSize, collection, also } = this;
		const call = { path, pageSize, query: { ...also, ...query }, keep };
		return await readPages(session, call, collection, Infinity);
	}

	/** The card with this id, if there is one. */
	async byId(id: string): Promise<IDataObject[]> {
		const call = { method: 'GET' as const, path: `${this.path}/${id}`, query: this.also };
		const asked = await settle(this.session.request<IDataObject>(call));
		if (asked.ok) return asked.value ? [asked.value] : [];
		if (hasCode(asked.error, 'notFound')) return [];
		throw asked.error;
	}

	async isLongerThan(pages: number): Promise<boolean> {
		const { session, path, pageSize, collection } = this;
		const query = { ...this.order, page: pages + 1, limit: pageSize };
		const asked = await settle(session.request<ListPage>({ method: 'GET', path, query }));
		return asked.ok && (asked.value?._embedded?.[collection] ?? []).length > 0;
	}

	private fromStart(): AsyncGenerator<IDataObject[]> {
		const { session, path, pageSize, collection, order, also, prefetchPages } = this;
		const call = { path, pageSize, query: { ...order, ...also } };
		return eachPage(session, call, collection, { prefetchPages });
	}
}

/** How cards are looked for. */
interface SearchPlan {
	/** One request each, for many values. */
	filtered: Query[];
	/** One request each, for one value. */
	texts: Query[];
	/** One request each. */
	ids: string[];
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
	const plan: SearchPlan = { filtered: [], texts: [], ids: [] };
	for (const column of columns) {
		const texts = uniq(
			bodies.flatMap((body) => column.textsOf(body).map(column.sought)).filter(Boolean),
		);
		const { filter } = column;
		if (filter && hasFilter(column)) {
			plan.filtered.push(...packed(texts, filter).map((pack) => ({ [filter]: pack })));
		} else if (column === idColumn) {
			plan.ids.push(...texts);
		} else {
			plan.texts.push(...texts.map((query) => ({ query })));
		}
	}
	return plan;
}

/** Up to this many requests are cheap enough not to ask how long the list is. */
const FEW = 10;

/** This part of a list is read before it is asked whether the rest is too long to be read. */
const GLANCE = 1 / 20;

/** Where and how cards are looked for. */
interface SearchPlace {
	session: AccountSession;
	card: Card;
	list: CardList;
	columns: MatchColumn[];
}

/**
 * Finds the cards that match one of the bodies, in few requests: by filters that take many values at once
 * where the account has them, and one by one; or by reading the whole list where that is cheaper. amoCRM may
 * find more than was asked for, or pass over a filter: what comes back is checked.
 */
export class CardSearch {
	private readonly bodies: IDataObject[] = [];

	private readonly sought = new Set<string>();

	constructor(readonly place: SearchPlace) {}

	lookFor(body: IDataObject): void {
		this.bodies.push(body);
		for (const key of keysOf(this.place.columns, body).flat()) this.sought.add(key);
	}

	/** Begins to read the list while others are still being added, if it is certain to be read. */
	begin(): void {
		if (this.sought.size > FEW && !this.mayFilter) this.place.list.begin();
	}

	async found(): Promise<IDataObject[]> {
		if (this.sought.size === 0) return [];
		const { session, card, columns } = this.place;
		const hasFilters = this.mayFilter && (await card.canFilter?.(session)) === true;
		const plan = planSearch(
			columns,
			this.bodies,
			({ field }) => hasFilters && !(field && session.platform === 'kommo'),
		);
		const { list } = this.place;
		const questions = [
			...[...plan.filtered, ...plan.texts].map((query) => () => list.search(query, this.isSought)),
			...plan.ids.map((id) => () => list.byId(id)),
		];
		const mayAsk = card.search !== undefined || plan.texts.length === 0;
		const whole =
			questions.length > FEW || !mayAsk
				? await this.readWhole(mayAsk ? questions.length : Infinity)
				: undefined;
		return uniqBy(whole ?? (await mapParallel(questions, (ask) => ask())).flat(), 'id');
	}

	private get mayFilter(): boolean {
		const { card, columns } = this.place;
		if (card.canFilter === undefined) return false;
		return columns.some(
			(column) => column.filter && (column !== idColumn || this.sought.size > FEW),
		);
	}

	private readonly isSought = (one: IDataObject) =>
		keysOf(this.place.columns, one)
			.flat()
			.some((key) => this.sought.has(key));

	/** @returns undefined where the list is longer than so many pages, or amoCRM does not give all of it */
	private async readWhole(mostPages: number): Promise<IDataObject[] | undefined> {
		const { list } = this.place;
		const hits: IDataObject[] = [];
		const askedAfter = Math.max(Math.floor(mostPages * GLANCE), 1);
		const progress: Progress = { pages: 0, lastCount: 0, pageSize: list.pageSize };
		let isTooLong = false;
		const read = async () => {
			for await (const page of list.pages()) {
				hits.push(...page.filter(this.isSought));
				progress.pages += 1;
				progress.lastCount = page.length;
				isTooLong ||= progress.pages > mostPages;
				if (isTooLong) return;
				if (progress.pages !== askedAfter || page.length !== list.pageSize) continue;
				void list.isLongerThan(mostPages).then((isLong) => (isTooLong ||= isLong));
			}
		};
		const done = await settle(read());
		const isPart = isTooLong || isCutOff(done, progress);
		if (isPart && mostPages < Infinity) return undefined;
		if (!done.ok) throw done.error;
		return hits;
	}
}
