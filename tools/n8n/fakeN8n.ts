import { escapeRegExp } from 'lodash';

import { COLUMNS } from '../../nodes/shared/registry/table';
import type { Send } from '../../nodes/shared/transport/http';

type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

interface Column {
	name: string;
	type: string;
}

interface Table {
	id: string;
	name: string;
	columns: Column[];
	rows: Row[];
}

/** A credential as it was given to n8n. */
interface Credential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface Filter {
	type?: 'and' | 'or';
	filters: Array<{ columnName: string; condition: string; value: Cell }>;
}

/** Of n8n's conditions those that this package uses. */
const CONDITIONS: Record<string, (cell: Cell, value: Cell) => boolean> = {
	eq: (cell, value) => cell === value,
	gt: (cell, value) => Number(cell) > Number(value),
	lt: (cell, value) => Number(cell) < Number(value),
	like: (cell, value) => isLike(cell, value, ''),
	ilike: (cell, value) => isLike(cell, value, 'i'),
};

/** Without a `%` n8n looks for the text anywhere. */
function isLike(cell: Cell, value: Cell, flags: '' | 'i'): boolean {
	const text = String(value);
	const pattern = text.includes('%') ? text : `%${text}%`;
	return new RegExp(`^${pattern.split('%').map(escapeRegExp).join('.*')}$`, flags).test(
		String(cell ?? ''),
	);
}

interface Sent extends Column, Credential {
	columns: Column[];
	data: Credential['data'] & Row;
	filter: Filter;
	returnData?: boolean;
	returnType?: 'count' | 'id';
}

export interface N8nCall {
	method: string;
	/** Below `/api/v1`. */
	path: string;
	query: URLSearchParams;
	body: unknown;
}

export interface N8nAnswer {
	status: number;
	body: unknown;
}

/** A refusal of n8n's, thrown where it is found. */
class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** An answer in place of n8n's own. */
export const refusal = (status: number, message: string) => (): N8nAnswer => ({
	status,
	body: { message },
});

const reserved = refusal(
	400,
	"Parameter 'filter' must be url encoded. Its value may not contain reserved characters.",
);

type Work = (id: string, query: URLSearchParams, sent: Sent) => unknown;

/** The data tables and credentials of n8n, in memory, as its public API shows them. */
export class FakeN8n {
	readonly calls: N8nCall[] = [];

	tables: Table[] = [];

	/** What tables take on the disk, where it is to be something else than what is in them, by name. */
	readonly sizes = new Map<string, number | undefined>();

	/** Credentials by id. */
	readonly credentials = new Map<string, Credential>();

	/** The most that one page of a list holds, whatever was asked for. */
	largestPage = 250;

	/** Answers in place of n8n's own, one for each call; `undefined` lets a call through. */
	readonly scripted: Array<((call: N8nCall) => N8nAnswer) | undefined> = [];

	private made = 0;

	private readonly lastIds = new Map<string, number>();

	private readonly works: Array<[call: RegExp, work: Work]> = [
		[/^GET \/data-tables$/, (_id, query) => this.page(this.named(query), query)],
		[/^POST \/data-tables$/, (_id, _query, { name, columns }) => this.create(name, columns)],
		[
			/^POST \/data-tables\/([^/]+)\/columns$/,
			(id, _query, { name, type }) => {
				const { columns, rows } = this.table(id);
				if (columns.some((column) => column.name === name))
					throw new Refusal(409, `Data table column with name '${name}' already exists`);
				columns.push({ name, type });
				for (const row of rows) row[name] = null;
				return { name, type };
			},
		],
		[
			/^GET \/data-tables\/([^/]+)\/rows$/,
			(id, query) => {
				const found = this.matching(this.table(id), filterIn(query)).map(timed);
				return this.page(query.get('sortBy') === 'id:desc' ? found.reverse() : found, query);
			},
		],
		[
			/^POST \/data-tables\/([^/]+)\/rows$/,
			(id, _query, sent) => this.insert(this.table(id), sent),
		],
		[
			/^PATCH \/data-tables\/([^/]+)\/rows\/update$/,
			(id, _query, sent) => {
				const hit = this.matching(this.table(id), sent.filter);
				const before = structuredClone(hit);
				for (const row of hit) Object.assign(row, checked(this.table(id), sent.data));
				return sent.returnData ? before.map(timed) : true;
			},
		],
		[
			/^DELETE \/data-tables\/([^/]+)\/rows\/delete$/,
			(id, query) => {
				const table = this.table(id);
				const gone = this.matching(table, filterIn(query));
				table.rows = table.rows.filter((row) => !gone.includes(row));
				return query.get('returnData') === 'true' ? gone.map(timed) : true;
			},
		],
		[
			/^POST \/credentials$/,
			(_id, _query, sent) => this.keep(`credential-${this.credentials.size + 1}`, sent),
		],
		[
			/^PATCH \/credentials\/([^/]+)$/,
			(id, _query, sent) => {
				if (!this.credentials.has(id)) throw new Refusal(404, 'Credential not found');
				return this.keep(id, sent);
			},
		],
	];

	/** n8n's request helper. */
	readonly send: Send = async ({ method, url, body }) => {
		const { pathname, search, searchParams } = new URL(url);
		const call = {
			method: String(method),
			path: pathname.replace('/api/v1', ''),
			query: searchParams,
			body: body === undefined ? {} : JSON.parse(String(body)),
		};
		// As n8n 2.30 does; 2.41 takes them.
		const answer = /[!'()*+,;]/.test(search) ? reserved() : this.answer(call);
		return { statusCode: answer.status, headers: {}, body: JSON.stringify(answer.body) };
	};

	answer(call: N8nCall): N8nAnswer {
		this.calls.push(call);
		const scripted = this.scripted.shift();
		if (scripted) return scripted(call);
		const { method, path, query, body } = call;
		const [wanted, work] =
			this.works.find(([candidate]) => candidate.test(`${method} ${path}`)) ?? [];
		if (!wanted || !work) return refusal(404, 'not found')();
		const [, id = ''] = wanted.exec(`${method} ${path}`) ?? [];
		try {
			return { status: 200, body: work(id, query, body as Sent) };
		} catch (error) {
			if (error instanceof Refusal) return refusal(error.status, error.message)();
			throw error;
		}
	}

	/** How often this was asked. */
	count(method: string, path: RegExp): number {
		return this.calls.filter((call) => call.method === method && path.test(call.path)).length;
	}

	addTable(name: string, columns: readonly Column[] = COLUMNS): Table {
		this.made += 1;
		const table = { id: `table-${this.made}`, name, columns: [...columns], rows: [] };
		this.tables.push(table);
		return table;
	}

	private create(name: string, columns: Column[]) {
		if (this.tables.some((table) => table.name === name))
			throw new Refusal(409, `Data table with name "${name}" already exists`);
		return this.addTable(name, columns);
	}

	private table(id: string): Table {
		const table = this.tables.find((candidate) => candidate.id === id);
		if (!table) throw new Refusal(404, `Could not find the data table: '${id}'`);
		return table;
	}

	private insert(table: Table, { data, returnType }: Sent) {
		const rows = (data as unknown as Row[]).map((row) => ({
			id: this.nextId(table),
			...checked(table, row),
		}));
		table.rows.push(...rows);
		if (returnType === 'id') return rows.map(({ id }) => ({ id }));
		return { success: true, insertedRows: rows.length };
	}

	/** No number is given twice, also where rows were deleted. */
	private nextId(table: Table): number {
		const last = Math.max(this.lastIds.get(table.id) ?? 0, Number(table.rows.at(-1)?.id ?? 0));
		this.lastIds.set(table.id, last + 1);
		return last + 1;
	}

	private keep(id: string, { name, type, data }: Sent) {
		this.credentials.set(id, { name, type, data });
		return { id, name };
	}

	private matching({ columns, rows }: Table, { type, filters }: Filter): Row[] {
		for (const { columnName, condition } of filters) {
			if (!(condition in CONDITIONS)) throw new Refusal(400, `unknown condition '${condition}'`);
			if (columnName !== 'id' && !columns.some(({ name }) => name === columnName))
				throw new Refusal(400, `unknown column name '${columnName}'`);
		}
		const fits =
			(row: Row) =>
			({ columnName, condition, value }: Filter['filters'][0]) =>
				CONDITIONS[condition](row[columnName], value);
		return rows.filter((row) =>
			type === 'or' ? filters.some(fits(row)) : filters.every(fits(row)),
		);
	}

	/** n8n matches parts of names, without regard to case. */
	private named(query: URLSearchParams) {
		const { name = '' } = JSON.parse(query.get('filter') ?? '{}') as { name?: string };
		return this.tables
			.filter((table) => table.name.toLowerCase().includes(name.toLowerCase()))
			.map(({ id, name, columns, rows }) => ({
				id,
				name,
				columns,
				sizeBytes: this.sizes.has(name) ? this.sizes.get(name) : JSON.stringify(rows).length,
			}));
	}

	private page(all: unknown[], query: URLSearchParams) {
		const start = Number(query.get('cursor') ?? 0);
		const end = start + Math.min(Number(query.get('limit') ?? 100), this.largestPage);
		return { data: all.slice(start, end), nextCursor: end < all.length ? String(end) : null };
	}
}

const filterIn = (query: URLSearchParams) =>
	JSON.parse(query.get('filter') ?? '{"filters": []}') as Filter;

/** A row as n8n shows it. */
const timed = (row: Row): Row => ({
	...row,
	createdAt: '2026-01-31T10:00:00.000Z',
	updatedAt: '2026-01-31T10:00:00.000Z',
});

function checked({ columns }: Table, row: Row): Row {
	for (const [name, value] of Object.entries(row)) {
		const column = columns.find((candidate) => candidate.name === name);
		if (!column) throw new Refusal(400, `unknown column name '${name}'`);
		if (value !== null && typeof value !== column.type)
			throw new Refusal(
				400,
				`value '${String(value)}' does not match column type '${column.type}'`,
			);
	}
	return row;
}
