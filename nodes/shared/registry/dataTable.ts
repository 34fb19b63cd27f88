import { chunk, pick } from 'lodash';
import type { IHttpRequestMethods } from 'n8n-workflow';

import { attempt } from '../attempt';
import { AmoCrmProblem } from '../problem';
import type { Send } from '../transport/door';
import { callN8n, type N8nApi } from './n8nApi';
import {
	COLUMNS,
	TABLE_NAME,
	type AccountRow,
	type AccountTable,
	type RowMatch,
	type StoredRow,
} from './table';

interface ListedTable {
	id: string;
	name: string;
	columns: Array<{ name: string }>;
}

interface Listed<T> {
	data: T[];
	nextCursor?: string | null;
}

const PAGE_SIZE = 250;

const STORED: Array<keyof StoredRow> = ['id', ...COLUMNS.map(({ name }) => name)];

/** n8n tells when a row was made and changed, and takes neither of them back. */
const withoutTimes = (row: StoredRow): StoredRow => pick(row, STORED);

type Cells = { [Name in keyof StoredRow]?: StoredRow[Name] | null };

interface Filter {
	type: 'and' | 'or';
	filters: Array<{ columnName: string; condition: 'eq' | 'like' | 'lt'; value: unknown }>;
}

const equal = ([columnName, value]: [string, unknown]) => ({
	columnName,
	condition: 'eq' as const,
	value,
});

const filterOf = (match: Cells): Filter => ({
	type: 'and',
	filters: Object.entries(match).map(equal),
});

/** Leases in one address; servers take no longer ones than a few thousand characters. */
const MOST_LEASES = 20;

/** Ids of the tables that this process has found or made, by API and key. */
const knownTables = new Map<string, Promise<string>>();

/** The table is gone, or a column of it. */
function isDamaged(error: unknown): boolean {
	if (!(error instanceof AmoCrmProblem)) return false;
	const { status, detail = '' } = error.details;
	return status === 404 || (status === 400 && /column/i.test(detail));
}

/**
 * The installed accounts in n8n's data table `amocrm_accounts`, reached through n8n's public API: community
 * nodes have no other way to it. The table is made when it is missing, and again when somebody deleted it.
 * @see https://docs.n8n.io/api/api-reference/
 */
export class DataTable implements AccountTable {
	private readonly key: string;

	constructor(
		private readonly send: Send,
		private readonly api: N8nApi,
		/** Rows to begin a new table with. */
		private readonly remembered: () => AccountRow[],
	) {
		this.key = `${api.baseUrl}|${api.apiKey}`;
	}

	async find(match: RowMatch): Promise<StoredRow[]> {
		const filter = Object.keys(match).length > 0 ? JSON.stringify(filterOf(match)) : undefined;
		const rows = await this.inTable(
			async (id) =>
				await this.list<StoredRow>(`/data-tables/${id}/rows`, { filter, sortBy: 'id:asc' }),
		);
		return rows.map(withoutTimes);
	}

	async insert(row: AccountRow): Promise<number> {
		return await this.inTable(async (id) => await this.insertInto(id, row));
	}

	async update(match: RowMatch, changes: Partial<AccountRow>): Promise<StoredRow[]> {
		const filter = filterOf(match);
		const rows = await this.inTable(async (id) => await this.updateIn(id, filter, changes));
		return rows.map(withoutTimes);
	}

	async remove(match: RowMatch): Promise<void> {
		await this.delete(filterOf(match));
	}

	async removeOlder(match: RowMatch, until: number): Promise<void> {
		const { type, filters } = filterOf(match);
		const ended = { columnName: 'lease_until', condition: 'lt' as const, value: until };
		await this.delete({ type, filters: [...filters, ended] });
	}

	async prolong(holder: string, until: number): Promise<void> {
		const held = { columnName: 'lease', condition: 'like' as const, value: `${holder}%` };
		const filter: Filter = { type: 'and', filters: [held] };
		await this.inTable(async (id) => await this.updateIn(id, filter, { lease_until: until }));
	}

	async removeHeld(leases: string[]): Promise<void> {
		for (const some of chunk(leases, MOST_LEASES)) {
			await this.delete({ type: 'or', filters: some.map((lease) => equal(['lease', lease])) });
		}
	}

	private async delete(filter: Filter): Promise<void> {
		const query = encodeURIComponent(JSON.stringify(filter));
		await this.inTable(
			async (id) => await this.call('DELETE', `/data-tables/${id}/rows/delete?filter=${query}`),
		);
	}

	/** Runs `work` with the table's id; once more with a mended table if the known one has changed. */
	private async inTable<T>(work: (id: string) => Promise<T>): Promise<T> {
		const tried = await attempt(this.tableId().then(work));
		if (tried.ok) return tried.value;
		if (!isDamaged(tried.error)) throw tried.error;
		knownTables.delete(this.key);
		return await work(await this.tableId());
	}

	private async tableId(): Promise<string> {
		const known = knownTables.get(this.key) ?? this.provide();
		knownTables.set(this.key, known);
		known.catch(() => knownTables.delete(this.key));
		return await known;
	}

	/** The table with all its columns. */
	private async provide(): Promise<string> {
		const found = await this.findTable();
		if (!found) return await this.createTable();
		const present = new Set(found.columns.map(({ name }) => name));
		const missing = COLUMNS.filter(({ name }) => !present.has(name));
		for (const column of missing) await this.addColumn(found.id, column);
		return found.id;
	}

	private async findTable(): Promise<ListedTable | undefined> {
		// n8n matches parts of names, without regard to case.
		const filter = JSON.stringify({ name: TABLE_NAME });
		const tables = await this.list<ListedTable>('/data-tables', { filter });
		return tables.find(({ name }) => name === TABLE_NAME);
	}

	/** Where somebody deleted it, with the accounts that this process still knows. */
	private async createTable(): Promise<string> {
		const body = { name: TABLE_NAME, columns: COLUMNS };
		const created = await attempt(this.call<{ id: string }>('POST', '/data-tables', body));
		if (!created.ok) {
			// Another process may have been faster.
			const found = await this.findTable();
			if (!found) throw created.error;
			return found.id;
		}
		const { id } = created.value;
		for (const row of this.remembered()) await this.insertInto(id, row);
		return id;
	}

	private async addColumn(id: string, column: (typeof COLUMNS)[number]): Promise<void> {
		const added = await attempt(this.call('POST', `/data-tables/${id}/columns`, column));
		if (added.ok) {
			// n8n leaves it without a value in the rows that are there.
			const nothing = column.type === 'string' ? '' : 0;
			await this.updateIn(id, filterOf({ [column.name]: null }), { [column.name]: nothing });
			return;
		}
		throw new AmoCrmProblem(
			'storage',
			`The data table ${TABLE_NAME} has no column "${column.name}".`,
			{
				hint: `Add it in n8n under Data tables, as a ${column.type}, or delete the table if it is empty: it is made again.`,
			},
		);
	}

	private async updateIn(
		id: string,
		filter: Filter,
		changes: Partial<AccountRow>,
	): Promise<StoredRow[]> {
		const sent = { filter, data: changes, returnData: true };
		return await this.call('PATCH', `/data-tables/${id}/rows/update`, sent);
	}

	private async insertInto(tableId: string, row: AccountRow): Promise<number> {
		const sent = { data: [row], returnType: 'id' };
		const [{ id }] = await this.call<StoredRow[]>('POST', `/data-tables/${tableId}/rows`, sent);
		return id;
	}

	private async list<T>(path: string, query: Record<string, string | undefined>): Promise<T[]> {
		const found: T[] = [];
		let cursor: string | undefined;
		do {
			const asked = { ...query, limit: String(PAGE_SIZE), cursor };
			const defined = Object.entries(asked).filter(([, value]) => value !== undefined);
			const search = new URLSearchParams(defined as Array<[string, string]>);
			const page = await this.call<Listed<T>>('GET', `${path}?${search.toString()}`);
			found.push(...page.data);
			cursor = page.nextCursor ?? undefined;
		} while (cursor !== undefined);
		return found;
	}

	private async call<T>(method: IHttpRequestMethods, path: string, body?: unknown): Promise<T> {
		const purpose = 'a request for the installed accounts';
		return await callN8n<T>(this.send, this.api, { method, path, body, purpose });
	}
}
