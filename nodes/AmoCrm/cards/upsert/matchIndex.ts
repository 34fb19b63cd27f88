import type { Keys } from './match';

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

	find(keys: Keys): Set<T> {
		const columns = keys
			.filter((column) => column.length > 0)
			.map((column) => new Set(column.flatMap((key) => [...(this.byKey.get(key) ?? [])])));
		const all = new Set(columns.flatMap((things) => [...things]));
		if (this.mode === 'any') return all;
		return new Set([...all].filter((thing) => columns.every((things) => things.has(thing))));
	}
}
