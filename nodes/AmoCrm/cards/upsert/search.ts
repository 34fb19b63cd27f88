import type { IDataObject } from 'n8n-workflow';
import { uniq, uniqBy } from 'lodash';

import type { AccountSession } from '../../../shared/account/session';
import { settle } from '../../../shared/settle';
import { mapParallel } from '../../../shared/mapParallel';
import { isCutOff, type Progress } from '../../../shared/transport/pages';
import type { Card } from '../card';
import type { CardList, Query } from './list';
import { idColumn, keysOf, type MatchColumn } from './match';

/** How cards are looked for. */
export interface SearchPlan {
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
export interface SearchPlace {
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
			...[...plan.filtered, ...plan.texts].map(
				(query) => async () => await list.search(query, this.isSought),
			),
			...plan.ids.map((id) => async () => await list.byId(id)),
		];
		const mayAsk = card.search !== undefined || plan.texts.length === 0;
		const whole =
			questions.length > FEW || !mayAsk
				? await this.readWhole(mayAsk ? questions.length : Infinity)
				: undefined;
		return uniqBy(whole ?? (await mapParallel(questions, async (ask) => await ask())).flat(), 'id');
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
