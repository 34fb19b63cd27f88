import type { IDataObject } from 'n8n-workflow';

import { AmoCrmProblem } from '../../../shared/problem';
import type { Entity } from '../../factories/entity';
import { type Keys, type MatchColumn, keysOf } from './match';

/** A card of the account and what is known of it. */
export interface KnownCard {
	id: number;
	held: IDataObject;
}

/** The cards that a run has found or written so far. */
export class KnownCards {
	private readonly held = new Map<number, IDataObject>();

	private readonly index: MatchIndex<number>;

	constructor(
		private readonly columns: MatchColumn[],
		mode: MatchMode,
	) {
		this.index = new MatchIndex(mode);
	}

	/** @returns by what it is found from now on */
	remember(id: number, held: IDataObject): Keys {
		const keys = keysOf(this.columns, held);
		this.held.set(id, held);
		this.index.add(id, keys);
		return keys;
	}

	byId(id: number): KnownCard {
		return { id, held: this.held.get(id) ?? {} };
	}

	matching(keys: Keys): KnownCard[] {
		return [...this.index.find(keys)].map((id) => this.byId(id));
	}
}

/** `any`: one common key is enough; `all`: one in each column that says something. */
export type MatchMode = 'any' | 'all';

/** Finds what was added under keys. */
class MatchIndex<T> {
	private readonly byKey = new Map<string, Set<T>>();

	constructor(private readonly mode: MatchMode) {}

	add(thing: T, keys: Keys): void {
		for (const key of keys.flat()) {
			const things = this.byKey.get(key) ?? new Set();
			this.byKey.set(key, things.add(thing));
		}
	}

	find(keys: Keys): ReadonlySet<T> {
		const columns = keys.filter((column) => column.length > 0).map((column) => this.under(column));
		if (columns.length === 1) return columns[0];
		const all = new Set(columns.flatMap((things) => [...things]));
		if (this.mode === 'any') return all;
		return new Set([...all].filter((thing) => columns.every((things) => things.has(thing))));
	}

	private under(keys: string[]): ReadonlySet<T> {
		const found = keys.map((key) => this.byKey.get(key) ?? new Set<T>());
		return found.length === 1 ? found[0] : new Set(found.flatMap((things) => [...things]));
	}
}

/** What is to be created or updated for one item. */
export interface PendingCard {
	keys: Keys;
	/** Of the card that the item itself names. */
	id?: number;
}

/** What to do where several cards match. */
export type OnSeveral = 'refuse' | 'newest';

export interface Round<T extends PendingCard> {
	creates: T[];
	updates: Array<{ entry: T; found: KnownCard }>;
	refused: Array<{ entry: T; problem: AmoCrmProblem }>;
	/** Those that must see first what becomes of an earlier one. */
	waiting: T[];
}

const shown = ({ id, held }: KnownCard) =>
	held.name ? `${String(held.name)} (${id})` : String(id);

function severalMatch({ plural }: Entity, candidates: KnownCard[]): AmoCrmProblem {
	const named = candidates.slice(0, 5).map(shown).join(', ');
	const more = candidates.length > 5 ? ` and ${candidates.length - 5} more` : '';
	return new AmoCrmProblem('conflict', `${candidates.length} ${plural} match: ${named}${more}.`, {
		hint: 'Match on fields that tell them apart, or set "When Several Match" to the newest.',
	});
}

const age = ({ id, held }: KnownCard): [number, number] => [Number(held.created_at ?? 0), id];

function newestOf(candidates: KnownCard[]): KnownCard {
	return candidates.reduce((newest, one) => {
		const [[at, id], [otherAt, otherId]] = [age(newest), age(one)];
		return otherAt > at || (otherAt === at && otherId > id) ? one : newest;
	});
}

/**
 * Sorts out what can be sent at once. An entry that an earlier one may decide about waits: it must find the
 * card that the earlier one creates or changes, and no card may be written twice in one request.
 */
export function planRound<T extends PendingCard>(
	entity: Entity,
	pending: T[],
	known: KnownCards,
	{ mode, onSeveral }: { mode: MatchMode; onSeveral: OnSeveral },
): Round<T> {
	const round: Round<T> = { creates: [], updates: [], refused: [], waiting: [] };
	const claims = new MatchIndex<T>(mode);
	const taken = new Set<number>();
	const update = (entry: T, found: KnownCard) => {
		if (taken.has(found.id)) round.waiting.push(entry);
		else round.updates.push({ entry, found });
		taken.add(found.id);
	};
	for (const entry of pending) {
		const isClaimed = claims.find(entry.keys).size > 0;
		claims.add(entry, entry.keys);
		const candidates = known.matching(entry.keys);
		if (isClaimed) round.waiting.push(entry);
		else if (entry.id !== undefined) update(entry, known.byId(entry.id));
		else if (candidates.length === 0) round.creates.push(entry);
		else if (candidates.length === 1 || onSeveral === 'newest') update(entry, newestOf(candidates));
		else round.refused.push({ entry, problem: severalMatch(entity, candidates) });
	}
	return round;
}
