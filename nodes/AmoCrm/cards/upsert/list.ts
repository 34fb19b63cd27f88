import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { settle } from '../../../shared/settle';
import { AmoCrmProblem } from '../../../shared/problem';
import { prefetch } from '../../../shared/mapParallel';
import { MAX_BATCH_SIZE } from '../../../shared/transport/batches';
import type { QueryValue } from '../../../shared/transport/client';
import {
	eachPage,
	MAX_PAGE_SIZE,
	readPages,
	type ListCall,
	type ListPage,
} from '../../../shared/transport/pages';
import { fill, type Gaps } from '../../factories/entity';
import type { Card } from '../card';
import { presentTurn } from './written';

export type Query = Record<string, QueryValue>;

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
		if (asked.error instanceof AmoCrmProblem && asked.error.code === 'notFound') return [];
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
