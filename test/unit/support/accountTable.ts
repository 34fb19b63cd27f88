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

	private lastId = 0;

	async find(match: RowMatch): Promise<StoredRow[]> {
		this.calls.find += 1;
		return this.rows.filter(matches(match)).map((row) => ({ ...row }));
	}

	async insert(row: AccountRow): Promise<void> {
		this.calls.insert += 1;
		this.lastId += 1;
		this.rows.push({ ...row, id: this.lastId });
	}

	async update(match: RowMatch, changes: Partial<AccountRow>): Promise<boolean> {
		this.calls.update += 1;
		const hit = this.rows.filter(matches(match));
		for (const row of hit) Object.assign(row, changes);
		return hit.length > 0;
	}

	async remove(match: RowMatch): Promise<void> {
		this.calls.remove += 1;
		const hit = new Set(this.rows.filter(matches(match)));
		this.rows = this.rows.filter((row) => !hit.has(row));
	}
}

const matches = (match: RowMatch) => (row: StoredRow) =>
	Object.entries(match).every(([column, value]) => row[column as keyof StoredRow] === value);
