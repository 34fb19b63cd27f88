import type { StoredRow } from './table';

/** A row has its number before others can see it: with PostgreSQL a lower number may appear after a higher one. */
const LATE_ROWS = 10;

/** Tells rows that have appeared in the table since a moment, each once. */
export class NewRows {
	private last: number;
	private readonly seen = new Set<number>();

	/** @param from number of the newest row at that moment */
	constructor(private readonly from: number) {
		this.last = from;
	}

	/** Rows with greater numbers must be looked at. */
	get since(): number {
		return Math.max(this.from, this.last - LATE_ROWS);
	}

	/** Those of the rows that were not told before. */
	take(rows: StoredRow[]): StoredRow[] {
		const fresh = rows.filter(({ id }) => id > this.since && !this.seen.has(id));
		for (const { id } of fresh) {
			this.seen.add(id);
			this.last = Math.max(this.last, id);
		}
		for (const id of this.seen) if (id <= this.since) this.seen.delete(id);
		return fresh;
	}
}
