import { chunk, pick, sum } from 'lodash';
import type { IHttpRequestMethods } from 'n8n-workflow';

import { cached } from '../cached';
import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';
import type { Send } from '../transport/http';
import { callN8n, type N8nApi } from './n8nApi';
import { MARKER_ID, type Marker, type ReadMarker, type TableMarkers } from './tableMarkers';
import {
	COLUMNS,
	MOST_ROWS,
	TABLE_NAME,
	type AccountRow,
	type AccountTable,
	type RowCondition,
	type RowMaker,
	type RowMatch,
	type RowPage,
	type RowQuery,
	type RowRange,
	type StoredRow,
} from './table';

interface ListedTable {
	id: string;
	name: string;
	columns: Array<{ name: string }>;
	/** Missing in earlier releases of n8n. */
	sizeBytes?: number;
}

interface Listed<T> {
	data: T[];
	nextCursor?: string | null;
}

type FoundRow = Omit<StoredRow, 'table'>;

const ROW_KEYS: Array<keyof FoundRow> = ['id', ...COLUMNS.map(({ name }) => name)];

/** Without the times of creation and change, which n8n returns but does not accept. */
const toStored =
	(table: string) =>
	(row: FoundRow): StoredRow => ({ ...pick(row, ROW_KEYS), table });

type Cells = { [Name in keyof RowMatch]?: RowMatch[Name] | null };

interface ColumnFilter {
	columnName: string;
	condition: RowCondition['condition'] | 'gt' | 'lt';
	value: unknown;
}

interface RowFilter {
	type: 'and' | 'or';
	filters: ColumnFilter[];
}

const equal = ([columnName, value]: [string, unknown]) => ({
	columnName,
	condition: 'eq' as const,
	value,
});

const filterOf = (match: Cells): RowFilter => ({
	type: 'and',
	filters: Object.entries(match).map(equal),
});

/** n8n 2.30 refuses a filter in which a space is written as a plus, or an asterisk as itself. */
const encoded = (search: URLSearchParams): string =>
	search.toString().replaceAll('+', '%20').replaceAll('*', '%2A');

/** n8n's filters do not nest: all of them hold, or any. */
const filterFor = (query: RowQuery): RowFilter =>
	'all' in query
		? filterOf(query.all)
		: {
				type: 'or',
				filters: query.any.map(({ column, ...rest }) => ({ columnName: column, ...rest })),
			};

/** Only rows with a greater number: paging by offset would skip a row when another is deleted. */
const filterAfter = (match: Cells, after: number): RowFilter => {
	const { type, filters } = filterOf(match);
	return { type, filters: [...filters, { columnName: 'id', condition: 'gt', value: after }] };
};

const inRange = ({ column: columnName, above, below }: RowRange): ColumnFilter[] => [
	...(above === undefined ? [] : [{ columnName, condition: 'gt' as const, value: above }]),
	...(below === undefined ? [] : [{ columnName, condition: 'lt' as const, value: below }]),
];

/** Leases in one URL: servers accept a few thousand characters. */
const MOST_LEASES = 20;

/** The tables in use, as their markers describe them, by integration, API and key. */
const knownTables = cached<Marker>({ ms: Infinity });

/** The last table that was found for each, even if it is gone by now. */
const lastFound = new Map<string, Marker>();

/** The table, or a column of it, is gone. */
function isDamaged(error: unknown): boolean {
	if (!(error instanceof AmoCrmProblem)) return false;
	const { status, detail = '' } = error.details;
	return status === 404 || (status === 400 && /column/i.test(detail));
}

const severalTables = (tables: ListedTable[]) =>
	new AmoCrmProblem(
		'storage',
		`The API key in the credential of the integration sees ${tables.length} data tables named ${TABLE_NAME} (${tables.map(({ id }) => id).join(', ')}), and nothing says which of them is meant.`,
		{
			hint: 'Keep the one that the accounts are in, and rename or delete the others in n8n under Data tables; or use a key whose user sees one alone.',
		},
	);

const copiedTable = () =>
	new AmoCrmProblem('storage', `The data table ${TABLE_NAME} is a copy of another one.`, {
		hint: 'A refresh token works once, so two tables cannot hold the same accounts. Use the original with a key whose user sees it. If that is gone, delete the copy in n8n under Data tables: a new one is made, and the accounts connect again.',
	});

const replacedTable = () =>
	new AmoCrmProblem(
		'storage',
		`The data table ${TABLE_NAME} was deleted, and there is another of its name.`,
		{
			hint: 'Delete that one in n8n under Data tables: the table is made again with the accounts that this n8n remembers. To begin with an empty one, restart n8n.',
		},
	);

interface DataTableOptions {
	send: Send;
	api: N8nApi;
	markers: TableMarkers;
	/** Writes to n8n's log. */
	warn?(message: string): void;
}

/**
 * The installed accounts in n8n's data table `amocrm_accounts`, reached through n8n's public API: community nodes have
 * no other way to it. The table is created when it is missing. The key of an owner sees the tables of all projects, so
 * that only a table with the integration's marker is used.
 * @see https://docs.n8n.io/api/api-reference/
 */
export class DataTable implements AccountTable {
	private readonly send: Send;
	private readonly api: N8nApi;
	private readonly markers: TableMarkers;
	private readonly warn: (message: string) => void;
	private readonly key: string;

	constructor({ send, api, markers, warn = () => undefined }: DataTableOptions) {
		this.send = send;
		this.api = api;
		this.markers = markers;
		this.warn = warn;
		this.key = `${markers.identity}|${api.baseUrl}|${api.apiKey}`;
	}

	get id(): string {
		return lastFound.get(this.key)?.table ?? '';
	}

	legacyDomain(accountId: number): string | undefined {
		return lastFound.get(this.key)?.older[accountId];
	}

	async find(match: RowMatch, after = 0, most = Infinity): Promise<StoredRow[]> {
		return await this.inTable((id) => this.rowsOf(id, match, after, most));
	}

	async page(
		query: RowQuery,
		{ limit = MOST_ROWS, from }: { limit?: number; from?: string } = {},
	): Promise<RowPage> {
		return await this.inTable(async (id) => {
			const search = { sortBy: 'id:asc', limit: String(Math.min(limit, MOST_ROWS)) };
			const cursor: Record<string, string> = from === undefined ? {} : { cursor: from };
			const found = await this.readRows(id, filterFor(query), { ...search, ...cursor });
			return { rows: found.data.map(toStored(id)), next: found.nextCursor ?? undefined };
		});
	}

	async findIn(
		match: RowMatch,
		range: RowRange,
		most: number,
		after: number,
	): Promise<StoredRow[]> {
		return await this.inTable((id) => this.rowsOf(id, match, after, most, inRange(range)));
	}

	async newest(): Promise<number> {
		const { data } = await this.inTable((id) =>
			this.readRows(id, filterOf({}), { sortBy: 'id:desc', limit: '1' }),
		);
		return data.at(0)?.id ?? 0;
	}

	async insert(row: AccountRow | RowMaker): Promise<Pick<StoredRow, 'id' | 'table'>> {
		const make = typeof row === 'function' ? row : () => row;
		return await this.inTable(async (table) => ({
			id: await this.insertInto(table, make(table)),
			table,
		}));
	}

	async update(
		match: RowMatch,
		changes: Partial<AccountRow>,
		table?: string,
	): Promise<StoredRow[]> {
		const filter = filterOf(match);
		return await this.inTable(async (id) => {
			if (table !== undefined && table !== id) return [];
			return (await this.updateIn(id, filter, changes)).map(toStored(id));
		});
	}

	async remove(match: RowMatch): Promise<number> {
		const deleted = await this.delete<FoundRow[]>(filterOf(match), { returnData: 'true' });
		return deleted.length;
	}

	async removeExpired(match: RowMatch): Promise<void> {
		const { type, filters } = filterOf(match);
		const expired = { columnName: 'lease_until', condition: 'lt' as const, value: Date.now() };
		await this.delete({ type, filters: [...filters, expired] });
	}

	async removeLeased(leases: string[]): Promise<void> {
		for (const some of chunk(leases, MOST_LEASES)) {
			await this.delete({ type: 'or', filters: some.map((lease) => equal(['lease', lease])) });
		}
	}

	private async delete<T>(filter: RowFilter, options: Record<string, string> = {}): Promise<T> {
		const search = new URLSearchParams({ filter: JSON.stringify(filter), ...options });
		return await this.inTable((id) =>
			this.call<T>('DELETE', `/data-tables/${id}/rows/delete?${encoded(search)}`),
		);
	}

	/** Runs `work` with the table's id, and again with a repaired table if the known one is gone or incomplete. */
	private async inTable<T>(work: (id: string) => Promise<T>): Promise<T> {
		const known = this.known();
		const tried = await settle(known.then(async ({ table }) => await work(table)));
		if (tried.ok) return tried.value;
		if (!isDamaged(tried.error)) throw tried.error;
		knownTables.forget(this.key, known);
		return await work((await this.known()).table);
	}

	private known(): Promise<Marker> {
		return knownTables.read(this.key, async () => {
			const found = await this.findOrMake();
			lastFound.set(this.key, found);
			return found;
		});
	}

	/** The table with all its columns. */
	private async findOrMake(): Promise<Marker> {
		const tables = await this.tablesOfName();
		const judged = await Promise.all(
			tables.map(async (table) => ({ table, marker: await this.markerIn(table) })),
		);
		const marked = judged.filter(({ table, marker }) => marker?.table === table.id);
		const earlier = lastFound.get(this.key);
		const unmarked = judged.find(
			(each) => each.table.id === earlier?.table && !marked.includes(each),
		);
		// Somebody deleted the marker of the table that this process uses.
		if (earlier && unmarked) {
			await this.complete(unmarked.table);
			return await this.mark(earlier);
		}
		// A key that cannot see the table with the accounts has created another one.
		const used = marked.length > 1 ? await this.withAccounts(marked) : marked;
		if (marked.length > 0 && used.length !== 1) throw severalTables(tables);
		const [own] = used;
		if (own?.marker) {
			if (tables.length > 1) {
				this.warn(
					`There are ${tables.length} data tables named ${TABLE_NAME}. The installed amoCRM accounts are in the one with the id ${own.table.id}; rename or delete the others.`,
				);
			}
			await this.complete(own.table);
			if (!own.marker.isCurrent) await this.resealMarker(own.marker);
			return own.marker;
		}
		const [only, ...others] = judged;
		if (!only) return await this.createTable();
		if (others.length > 0) throw severalTables(tables);
		if (only.marker) throw copiedTable();
		if (earlier) throw replacedTable();
		return await this.adopt(only.table);
	}

	/** After a change of the client secret: the marker must open when the previous secret is gone. */
	private async resealMarker(marker: Marker): Promise<void> {
		const match = filterOf({ ...this.markers.match, account_id: MARKER_ID });
		const { sealed } = this.markers.row(marker);
		await this.updateIn(marker.table, match, { sealed });
	}

	private async tablesOfName(): Promise<ListedTable[]> {
		// n8n matches parts of names, ignoring case.
		const filter = JSON.stringify({ name: TABLE_NAME });
		const tables = await this.listTables(filter);
		return tables.filter(({ name }) => name === TABLE_NAME);
	}

	/** The integration's marker in a table, if there is one. */
	private async markerIn({ id }: ListedTable): Promise<ReadMarker | undefined> {
		const rows = await settle(this.rowsOf(id, { ...this.markers.match, account_id: MARKER_ID }));
		if (rows.ok) return this.markers.read(rows.value, id);
		// A table without these columns belongs to somebody else.
		if (isDamaged(rows.error)) return undefined;
		throw rows.error;
	}

	private async withAccounts<T extends { table: ListedTable }>(some: T[]): Promise<T[]> {
		const counted = await Promise.all(
			some.map(async (one) => ({
				one,
				rows: await this.rowsOf(one.table.id, this.markers.match),
			})),
		);
		return counted.flatMap(({ one, rows }) =>
			rows.some(({ account_id: id }) => id > 0) ? one : [],
		);
	}

	private async complete({ id, columns }: ListedTable): Promise<void> {
		const present = new Set(columns.map(({ name }) => name));
		const missing = COLUMNS.filter(({ name }) => !present.has(name));
		for (const column of missing) await this.addColumn(id, column);
	}

	/** Starts to use the only table of the name, which has no marker yet. */
	private async adopt(table: ListedTable): Promise<Marker> {
		await this.complete(table);
		const rows = await this.rowsOf(table.id, this.markers.match);
		return await this.mark(this.markers.firstMarker(table.id, rows));
	}

	private async mark(marker: Marker): Promise<Marker> {
		await this.insertInto(marker.table, this.markers.row(marker));
		return marker;
	}

	/** If it was deleted, with the accounts that this process remembers of it. */
	private async createTable(): Promise<Marker> {
		const body = { name: TABLE_NAME, columns: COLUMNS };
		const created = await settle(this.call<ListedTable>('POST', '/data-tables', body));
		if (!created.ok) {
			// Another process may have created it.
			const [found] = await this.tablesOfName();
			if (!found) throw created.error;
			const marker = await this.markerIn(found);
			return marker?.table === found.id ? marker : await this.adopt(found);
		}
		const { id } = created.value;
		const marked = await this.mark({ table: id, older: {} });
		const lost = lastFound.get(this.key)?.table;
		const remembered = lost === undefined ? [] : this.markers.remembered(lost, id);
		for (const row of remembered) await this.insertInto(id, row);
		return marked;
	}

	private async addColumn(id: string, column: (typeof COLUMNS)[number]): Promise<void> {
		const added = await settle(this.call('POST', `/data-tables/${id}/columns`, column));
		// After an upgrade several processes add it at once.
		const [present] = added.ok ? [] : await this.withColumn(id, column.name);
		if (added.ok || present) {
			// n8n leaves the column empty in existing rows.
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

	private async withColumn(id: string, name: string): Promise<ListedTable[]> {
		const tables = await this.tablesOfName();
		return tables.filter(
			(table) => table.id === id && table.columns.some((column) => column.name === name),
		);
	}

	private async updateIn(
		id: string,
		filter: RowFilter,
		changes: Partial<AccountRow>,
	): Promise<FoundRow[]> {
		const sent = { filter, data: changes, returnData: true };
		return await this.call('PATCH', `/data-tables/${id}/rows/update`, sent);
	}

	private async insertInto(tableId: string, row: AccountRow): Promise<number> {
		const sent = { data: [row], returnType: 'id' };
		const [{ id }] = await this.call<FoundRow[]>('POST', `/data-tables/${tableId}/rows`, sent);
		return id;
	}

	/** Matching rows, page by page. */
	private async rowsOf(
		table: string,
		match: RowMatch,
		after = 0,
		most = Infinity,
		range: ColumnFilter[] = [],
	): Promise<StoredRow[]> {
		const found: StoredRow[] = [];
		let last = after;
		for (;;) {
			const { type, filters } = last > 0 ? filterAfter(match, last) : filterOf(match);
			const filter: RowFilter = { type, filters: [...filters, ...range] };
			const limit = String(Math.min(most - found.length, MOST_ROWS));
			const search = { sortBy: 'id:asc', limit };
			const { data, nextCursor } = await this.readRows(table, filter, search);
			found.push(...data.map(toStored(table)));
			last = found.at(-1)?.id ?? last;
			if (!nextCursor || data.length === 0 || found.length >= most) return found;
		}
	}

	private async readRows(
		table: string,
		filter: RowFilter,
		rest: Record<string, string>,
	): Promise<Listed<FoundRow>> {
		const search = new URLSearchParams(rest);
		if (filter.filters.length > 0) search.set('filter', JSON.stringify(filter));
		return await this.call('GET', `/data-tables/${table}/rows?${encoded(search)}`);
	}

	async usedBytes(): Promise<number | undefined> {
		const sizes = (await this.listTables()).map(({ sizeBytes }) => sizeBytes);
		return sizes.some((size) => size === undefined) ? undefined : sum(sizes);
	}

	private async listTables(filter?: string): Promise<ListedTable[]> {
		const found: ListedTable[] = [];
		let cursor: string | undefined;
		do {
			const search = new URLSearchParams({ limit: String(MOST_ROWS) });
			if (filter !== undefined) search.set('filter', filter);
			if (cursor !== undefined) search.set('cursor', cursor);
			const path = `/data-tables?${encoded(search)}`;
			const page = await this.call<Listed<ListedTable>>('GET', path);
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
