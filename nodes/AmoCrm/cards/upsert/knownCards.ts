import type { IDataObject } from 'n8n-workflow';

import { type Keys, type MatchColumn, keysOf } from './match';

/** A card of the account and what is known of it. */
export interface Found {
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

	byId(id: number): Found {
		return { id, held: this.held.get(id) ?? {} };
	}

	matching(keys: Keys): Found[] {
		return [...this.index.find(keys)].map((id) => this.byId(id));
	}
}

/** `any`: one common key is enough; `all`: one in each column that says something. */
export type MatchMode = 'any' | 'all';

/** Finds what was added under keys. */
export class MatchIndex<T> {
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
