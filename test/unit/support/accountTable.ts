import type {
	AccountRow,
	AccountTable,
	RowMatch,
	StoredRow,
} from '../../../nodes/shared/registry/table';

/** The installed accounts in memory; several processes may share one. Counts what is asked of it. */
export class MemoryTable implements AccountTable {
	rows: StoredRow[] = [];

	readonly calls = { find: 0, insert: 0, update: 0, remove: 0 };

	/** So many rows were read, by all calls together. */
	rowsRead = 0;

	/** What every call ends with while it is set. */
	away?: Error;

	private lastId = 0;

	async find(match: RowMatch): Promise<StoredRow[]> {
		this.called('find');
		const found = this.rows.filter(matches(match)).map((row) => ({ ...row }));
		this.rowsRead += found.length;
		return found;
	}

	async insert(row: AccountRow): Promise<number> {
		this.called('insert');
		this.lastId += 1;
		this.rows.push({ ...row, id: this.lastId });
		return this.lastId;
	}

	async update(match: RowMatch, changes: Partial<AccountRow>): Promise<StoredRow[]> {
		this.called('update');
		const hit = this.rows.filter(matches(match));
		const before = structuredClone(hit);
		for (const row of hit) Object.assign(row, changes);
		return before;
	}

	async remove(match: RowMatch): Promise<void> {
		this.called('remove');
		const hit = new Set(this.rows.filter(matches(match)));
		this.rows = this.rows.filter((row) => !hit.has(row));
	}

	async removeOlder(match: RowMatch, until: number): Promise<void> {
		this.called('remove');
		const fits = matches(match);
		this.rows = this.rows.filter((row) => !(fits(row) && row.lease_until < until));
	}

	async prolong(holder: string, until: number): Promise<void> {
		this.called('update');
		for (const row of this.rows) if (row.lease.startsWith(holder)) row.lease_until = until;
	}

	async removeHeld(leases: string[]): Promise<void> {
		this.called('remove');
		this.rows = this.rows.filter(({ lease }) => !leases.includes(lease));
	}

	private called(method: keyof MemoryTable['calls']): void {
		this.calls[method] += 1;
		if (this.away) throw this.away;
	}
}

const matches = (match: RowMatch) => (row: StoredRow) =>
	Object.entries(match).every(([column, value]) => row[column as keyof StoredRow] === value);
