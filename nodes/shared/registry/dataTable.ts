import { chunk, pick } from 'lodash';
import type { IHttpRequestMethods } from 'n8n-workflow';

import { cached } from '../cached';
import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';
import type { Send } from '../transport/http';
import { callN8n, type N8nApi } from './n8nApi';
import { MARKER_ID, type Marker, type ReadMarker, type TableMarkers } from './tableMarkers';
import {
	COLUMNS,
	TABLE_NAME,
	type AccountRow,
	type AccountTable,
	type RowMaker,
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

type FoundRow = Omit<StoredRow, 'table'>;

const FOUND: Array<keyof FoundRow> = ['id', ...COLUMNS.map(({ name }) => name)];

/** n8n tells when a row was made and changed, too, and takes neither of them back. */
const storedIn =
	(table: string) =>
	(row: FoundRow): StoredRow => ({ ...pick(row, FOUND), table });

type Cells = { [Name in keyof RowMatch]?: RowMatch[Name] | null };

interface Filter {
	type: 'and' | 'or';
	filters: Array<{ columnName: string; condition: 'eq' | 'gt' | 'lt'; value: unknown }>;
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

/** Of those, the rows with a greater number: pages that count rows would skip one where another is deleted. */
const filterAfter = (match: Cells, after: number): Filter => {
	const { type, filters } = filterOf(match);
	return { type, filters: [...filters, { columnName: 'id', condition: 'gt', value: after }] };
};

/** Leases in one address; servers take no longer ones than a few thousand characters. */
const MOST_LEASES = 20;

/** A table that proves to be the integration's, and the domains of its older rows. */
type Pinned = Marker;

/** The tables that this process has found or made, by integration, API and key. */
const knownTables = cached<Pinned>({ ms: Infinity });

/** Those of them that were found, also where they are not there any more. */
const pinned = new Map<string, Pinned>();

/** The table is gone, or a column of it. */
function isDamaged(error: unknown): boolean {
	if (!(error instanceof AmoCrmProblem)) return false;
	const { status, detail = '' } = error.details;
	return status === 404 || (status === 400 && /column/i.test(detail));
}

const several = (tables: ListedTable[]) =>
	new AmoCrmProblem(
		'storage',
		`The API key in the credential of the integration sees ${tables.length} data tables named ${TABLE_NAME} (${tables.map(({ id }) => id).join(', ')}), and nothing says which of them is meant.`,
		{
			hint: 'Keep the one that the accounts are in, and rename or delete the others in n8n under Data tables; or use a key whose user sees one alone.',
		},
	);

const copied = () =>
	new AmoCrmProblem('storage', `The data table ${TABLE_NAME} is a copy of another one.`, {
		hint: 'A refresh token works once, so two tables cannot hold the same accounts. Use the original with a key whose user sees it. If that is gone, delete the copy in n8n under Data tables: a new one is made, and the accounts connect again.',
	});

const replaced = () =>
	new AmoCrmProblem(
		'storage',
		`The data table ${TABLE_NAME} was deleted, and there is another of its name.`,
		{
			hint: 'Delete that one in n8n under Data tables: the table is made again with the accounts that this n8n remembers. To begin with an empty one, restart n8n.',
		},
	);

export interface DataTableOptions {
	send: Send;
	api: N8nApi;
	pin: TableMarkers;
	/** Says something in n8n's log. */
	warn?(message: string): void;
}

/**
 * The installed accounts in n8n's data table `amocrm_accounts`, reached through n8n's public API: community nodes have
 * no other way to it. The table is made when it is missing, and again when somebody deleted it. The key of an owner
 * sees the tables of all projects: the one that proves to be the integration's is used, and no other.
 * @see https://docs.n8n.io/api/api-reference/
 */
export class DataTable implements AccountTable {
	private readonly send: Send;
	private readonly api: N8nApi;
	private readonly pin: TableMarkers;
	private readonly warn: (message: string) => void;
	private readonly key: string;

	constructor({ send, api, pin, warn = () => undefined }: DataTableOptions) {
		this.send = send;
		this.api = api;
		this.pin = pin;
		this.warn = warn;
		this.key = `${pin.identity}|${api.baseUrl}|${api.apiKey}`;
	}

	get id(): string {
		return pinned.get(this.key)?.table ?? '';
	}

	legacyDomain(accountId: number): string | undefined {
		return pinned.get(this.key)?.older[accountId];
	}

	async find(match: RowMatch, after = 0): Promise<StoredRow[]> {
		return await this.inTable(async (id) => await this.rowsOf(id, match, after));
	}

	async newest(): Promise<number> {
		const search = new URLSearchParams({ sortBy: 'id:desc', limit: '1' });
		const { data } = await this.inTable(
			async (id) =>
				await this.call<Listed<FoundRow>>('GET', `/data-tables/${id}/rows?${search.toString()}`),
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
			return (await this.updateIn(id, filter, changes)).map(storedIn(id));
		});
	}

	async remove(match: RowMatch): Promise<number> {
		const deleted = await this.delete<FoundRow[]>(filterOf(match), { returnData: 'true' });
		return deleted.length;
	}

	async removeOlder(match: RowMatch, until: number): Promise<void> {
		const { type, filters } = filterOf(match);
		const ended = { columnName: 'lease_until', condition: 'lt' as const, value: until };
		await this.delete({ type, filters: [...filters, ended] });
	}

	async removeLeased(leases: string[]): Promise<void> {
		for (const some of chunk(leases, MOST_LEASES)) {
			await this.delete({ type: 'or', filters: some.map((lease) => equal(['lease', lease])) });
		}
	}

	private async delete<T>(filter: Filter, options: Record<string, string> = {}): Promise<T> {
		const search = new URLSearchParams({ filter: JSON.stringify(filter), ...options });
		return await this.inTable(
			async (id) =>
				await this.call<T>('DELETE', `/data-tables/${id}/rows/delete?${search.toString()}`),
		);
	}

	/** Runs `work` with the table's id; once more with a mended table if the known one has changed. */
	private async inTable<T>(work: (id: string) => Promise<T>): Promise<T> {
		const known = this.known();
		const tried = await settle(known.then(async ({ table }) => await work(table)));
		if (tried.ok) return tried.value;
		if (!isDamaged(tried.error)) throw tried.error;
		knownTables.forget(this.key, known);
		return await work((await this.known()).table);
	}

	private known(): Promise<Pinned> {
		return knownTables.read(this.key, async () => {
			const found = await this.provide();
			pinned.set(this.key, found);
			return found;
		});
	}

	/** The table with all its columns. */
	private async provide(): Promise<Pinned> {
		const tables = await this.tablesOfName();
		const judged = await Promise.all(
			tables.map(async (table) => ({ table, marker: await this.markerIn(table) })),
		);
		const marked = judged.filter(({ table, marker }) => marker?.table === table.id);
		const earlier = pinned.get(this.key);
		const unmarked = judged.find(
			(each) => each.table.id === earlier?.table && !marked.includes(each),
		);
		// Somebody deleted the marker of the one that this process uses.
		if (earlier && unmarked) {
			await this.complete(unmarked.table);
			return await this.mark(earlier);
		}
		// A key that does not see the one that the accounts are in has made another.
		const used = marked.length > 1 ? await this.withAccounts(marked) : marked;
		if (marked.length > 0 && used.length !== 1) throw several(tables);
		const [own] = used;
		if (own?.marker) {
			if (tables.length > 1) {
				this.warn(
					`There are ${tables.length} data tables named ${TABLE_NAME}. The installed amoCRM accounts are in the one with the id ${own.table.id}; rename or delete the others.`,
				);
			}
			await this.complete(own.table);
			if (!own.marker.isCurrent) await this.sealAnew(own.marker);
			return own.marker;
		}
		const [only, ...others] = judged;
		if (!only) return await this.createTable();
		if (others.length > 0) throw several(tables);
		if (only.marker) throw copied();
		if (earlier) throw replaced();
		return await this.adopt(only.table);
	}

	/** After the client secret was changed: the table must prove itself when the one before is gone. */
	private async sealAnew(marker: Marker): Promise<void> {
		const match = filterOf({ ...this.pin.match, account_id: MARKER_ID });
		const { sealed } = this.pin.row(marker);
		await this.updateIn(marker.table, match, { sealed });
	}

	private async tablesOfName(): Promise<ListedTable[]> {
		// n8n matches parts of names, without regard to case.
		const filter = JSON.stringify({ name: TABLE_NAME });
		const tables = await this.listTables(filter);
		return tables.filter(({ name }) => name === TABLE_NAME);
	}

	/** What a table says of itself; nothing where it has no marker that is ours. */
	private async markerIn({ id }: ListedTable): Promise<ReadMarker | undefined> {
		const rows = await settle(this.rowsOf(id, { ...this.pin.match, account_id: MARKER_ID }, 0));
		if (rows.ok) return this.pin.read(rows.value, id);
		// A table without such columns is somebody's own.
		if (isDamaged(rows.error)) return undefined;
		throw rows.error;
	}

	private async withAccounts<T extends { table: ListedTable }>(some: T[]): Promise<T[]> {
		const counted = await Promise.all(
			some.map(async (one) => ({ one, rows: await this.rowsOf(one.table.id, this.pin.match, 0) })),
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

	/** Takes a table that is the only one of its name, and has no marker yet. */
	private async adopt(table: ListedTable): Promise<Pinned> {
		await this.complete(table);
		const rows = await this.rowsOf(table.id, this.pin.match, 0);
		return await this.mark(this.pin.firstMarker(table.id, rows));
	}

	private async mark(marker: Marker): Promise<Pinned> {
		await this.insertInto(marker.table, this.pin.row(marker));
		return marker;
	}

	/** Where somebody deleted it, with the accounts that this process still knows of it. */
	private async createTable(): Promise<Pinned> {
		const body = { name: TABLE_NAME, columns: COLUMNS };
		const created = await settle(this.call<ListedTable>('POST', '/data-tables', body));
		if (!created.ok) {
			// Another process may have been faster.
			const [found] = await this.tablesOfName();
			if (!found) throw created.error;
			const marker = await this.markerIn(found);
			return marker?.table === found.id ? marker : await this.adopt(found);
		}
		const { id } = created.value;
		const marked = await this.mark({ table: id, older: {} });
		const lost = pinned.get(this.key)?.table;
		const remembered = lost === undefined ? [] : this.pin.remembered(lost, id);
		for (const row of remembered) await this.insertInto(id, row);
		return marked;
	}

	private async addColumn(id: string, column: (typeof COLUMNS)[number]): Promise<void> {
		const added = await settle(this.call('POST', `/data-tables/${id}/columns`, column));
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
	): Promise<FoundRow[]> {
		const sent = { filter, data: changes, returnData: true };
		return await this.call('PATCH', `/data-tables/${id}/rows/update`, sent);
	}

	private async insertInto(tableId: string, row: AccountRow): Promise<number> {
		const sent = { data: [row], returnType: 'id' };
		const [{ id }] = await this.call<FoundRow[]>('POST', `/data-tables/${tableId}/rows`, sent);
		return id;
	}

	/** All of them, page after page by their numbers. */
	private async rowsOf(table: string, match: RowMatch, after: number): Promise<StoredRow[]> {
		const found: StoredRow[] = [];
		let last = after;
		for (;;) {
			const filter = last > 0 ? filterAfter(match, last) : filterOf(match);
			const search = new URLSearchParams({ sortBy: 'id:asc', limit: String(PAGE_SIZE) });
			if (filter.filters.length > 0) search.set('filter', JSON.stringify(filter));
			const path = `/data-tables/${table}/rows?${search.toString()}`;
			const { data, nextCursor } = await this.call<Listed<FoundRow>>('GET', path);
			found.push(...data.map(storedIn(table)));
			last = found.at(-1)?.id ?? last;
			if (!nextCursor || data.length === 0) return found;
		}
	}

	private async listTables(filter: string): Promise<ListedTable[]> {
		const found: ListedTable[] = [];
		let cursor: string | undefined;
		do {
			const search = new URLSearchParams({ filter, limit: String(PAGE_SIZE) });
			if (cursor !== undefined) search.set('cursor', cursor);
			const path = `/data-tables?${search.toString()}`;
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
