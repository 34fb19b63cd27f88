import { escapeRegExp } from 'lodash';
import { sleep } from 'n8n-workflow';

import type {
	AccountRow,
	AccountTable,
	RowCondition,
	RowMaker,
	RowMatch,
	RowPage,
	RowQuery,
	RowRange,
	StoredRow,
} from '../../../nodes/shared/registry/table';

/** The installed accounts in memory; several processes may share one. Counts what is asked of it. */
export class MemoryTable implements AccountTable {
	rows: StoredRow[] = [];

	readonly calls = { find: 0, insert: 0, update: 0, remove: 0 };

	/** So many rows were read, by all calls together. */
	rowsRead = 0;

	/** So long every call takes. */
	delayMs = 0;

	/** What every call ends with while it is set. */
	away?: Error;

	/** Domains of accounts whose rows are older than the seal of whole rows. */
	readonly older = new Map<number, string>();

	private lastId = 0;

	/** The rows of accounts, without notes and news. */
	get accounts(): StoredRow[] {
		return this.rows.filter(({ account_id: id }) => id > 0);
	}

	constructor(readonly id = 'table-1') {}

	async find(match: RowMatch, after = 0, most = Infinity): Promise<StoredRow[]> {
		await this.called('find');
		const newer = this.rows.filter(({ id }) => id > after);
		const matching = newer.filter(matches(match)).slice(0, most);
		const found = matching.map((row) => ({ ...row }));
		this.rowsRead += found.length;
		return found;
	}

	async page(
		query: RowQuery,
		{ limit = 250, from = '0' }: { limit?: number; from?: string } = {},
	): Promise<RowPage> {
		await this.called('find');
		const fits = 'all' in query ? matches(query.all) : meetsAny(query.any);
		const found = this.rows.filter(fits).map((row) => ({ ...row }));
		const end = Number(from) + limit;
		const rows = found.slice(Number(from), end);
		this.rowsRead += rows.length;
		return { rows, next: end < found.length ? String(end) : undefined };
	}

	async findIn(
		match: RowMatch,
		{ column, above = -Infinity, below = Infinity }: RowRange,
		most: number,
		after: number,
	): Promise<StoredRow[]> {
		const found = await this.find(match, after);
		return found.filter((row) => row[column] > above && row[column] < below).slice(0, most);
	}

	async newest(): Promise<number> {
		await this.called('find');
		return this.lastId;
	}

	async insert(made: AccountRow | RowMaker): Promise<{ id: number; table: string }> {
		await this.called('insert');
		this.lastId += 1;
		const place = { id: this.lastId, table: this.id };
		this.rows.push({ ...(typeof made === 'function' ? made(this.id) : made), ...place });
		return place;
	}

	legacyDomain(accountId: number): string | undefined {
		return this.older.get(accountId);
	}

	async update(
		match: RowMatch,
		changes: Partial<AccountRow>,
		table = this.id,
	): Promise<StoredRow[]> {
		await this.called('update');
		if (table !== this.id) return [];
		const hit = this.rows.filter(matches(match));
		const before = structuredClone(hit);
		for (const row of hit) Object.assign(row, changes);
		return before;
	}

	async remove(match: RowMatch): Promise<number> {
		await this.called('remove');
		const hit = new Set(this.rows.filter(matches(match)));
		this.rows = this.rows.filter((row) => !hit.has(row));
		return hit.size;
	}

	async usedBytes(): Promise<number> {
		await this.called('find');
		return JSON.stringify(this.rows).length;
	}

	async removeExpired(match: RowMatch): Promise<void> {
		await this.called('remove');
		const fits = matches(match);
		this.rows = this.rows.filter((row) => !(fits(row) && row.lease_until < Date.now()));
	}

	async removeLeased(leases: string[]): Promise<void> {
		await this.called('remove');
		this.rows = this.rows.filter(({ lease }) => !leases.includes(lease));
	}

	private async called(method: keyof MemoryTable['calls']): Promise<void> {
		this.calls[method] += 1;
		if (this.delayMs > 0) await sleep(this.delayMs);
		if (this.away) throw this.away;
	}
}

const isLike = (cell: unknown, value: unknown, flags = '') =>
	new RegExp(`^${String(value).split('%').map(escapeRegExp).join('.*')}$`, flags).test(
		String(cell),
	);

const CONDITIONS: Record<RowCondition['condition'], (cell: unknown, value: unknown) => boolean> = {
	eq: (cell, value) => cell === value,
	gt: (cell, value) => Number(cell) > Number(value),
	like: (cell, value) => isLike(cell, value),
	ilike: (cell, value) => isLike(cell, value, 'i'),
};

const meetsAny = (conditions: RowCondition[]) => (row: StoredRow) =>
	conditions.some(({ column, condition, value }) => CONDITIONS[condition](row[column], value));

const matches = (match: RowMatch) => (row: StoredRow) =>
	Object.entries(match).every(([column, value]) => row[column as keyof StoredRow] === value);
