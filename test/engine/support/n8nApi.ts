import nock, { type Body } from 'nock';

import { COLUMNS } from '../../../nodes/shared/registry/table';

type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

interface Filter {
	filters: Array<{ columnName: string; condition: string; value: Cell }>;
}

interface Table {
	id: string;
	name: string;
	columns: Array<{ name: string; type: string }>;
	rows: Row[];
}

type Answer = [status: number, body: Body];

/** A refusal of n8n's, thrown where it is found. */
class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

let lastApi = 0;
let lastRow = 0;

/**
 * The data tables of an n8n as its public API shows them, at an address of their own: what the package
 * remembers of one never reaches another test. Create it inside a test; it ends with the test.
 */
export class N8nApi {
	readonly url = `http://n8n-${++lastApi}.test:5678`;
	readonly key = `n8n-api-key-${lastApi}`;
	readonly tables: Table[] = [];
	/** What was asked, in order: `PATCH /data-tables/1/rows/update`. */
	readonly calls: string[] = [];

	constructor() {
		const scope = nock(this.url).persist();
		const path = (pattern: string) => new RegExp(`^/api/v1${pattern}(\\?|$)`);
		const rows = '/data-tables/([^/]+)/rows';
		const on = (verb: 'get' | 'post' | 'patch' | 'delete', pattern: RegExp, work: Work) => {
			const { calls, key } = this;
			scope[verb](pattern)
				.optionally()
				.reply(function (uri, body): Answer {
					const url = new URL(uri, 'http://n8n.test');
					calls.push(`${verb.toUpperCase()} ${url.pathname.replace('/api/v1', '')}`);
					if (String(this.req.headers['x-n8n-api-key']) !== key)
						return [401, { message: 'unauthorized' }];
					try {
						return work(pattern.exec(uri)?.[1] ?? '', url.searchParams, body as Sent);
					} catch (error) {
						if (error instanceof Refusal) return [error.status, { message: error.message }];
						throw error;
					}
				});
		};
		on('get', path('/data-tables'), (_id, query) => {
			const { name = '' } = JSON.parse(query.get('filter') ?? '{}') as { name?: string };
			const found = this.tables.filter((table) =>
				table.name.toLowerCase().includes(name.toLowerCase()),
			);
			return [200, { data: found.map(({ id, name }) => ({ id, name })), nextCursor: null }];
		});
		on('post', path('/data-tables'), (_id, _query, { name, columns }) => {
			if (this.tables.some((table) => table.name === name))
				throw new Refusal(409, 'Data table with this name already exists');
			const table = { id: `t${this.tables.length + 1}`, name, columns, rows: [] };
			this.tables.push(table);
			return [201, { id: table.id, name }];
		});
		on('get', path(rows), (id, query) => {
			const found = this.matching(this.table(id), query.get('filter'));
			return [200, { data: found, nextCursor: null }];
		});
		on('post', path(rows), (id, _query, { data }) => {
			const table = this.table(id);
			const added = (data as unknown as Row[]).map((row) => this.checked(table, row));
			table.rows.push(...added.map((row) => ({ id: ++lastRow, ...row })));
			return [200, { success: true, insertedRows: added.length }];
		});
		on('patch', path(`${rows}/update`), (id, _query, { filter, data, returnData }) => {
			const table = this.table(id);
			const hit = this.matching(table, JSON.stringify(filter));
			const before = structuredClone(hit);
			for (const row of hit) Object.assign(row, this.checked(table, data));
			return [200, returnData ? (before as unknown as Body) : (true as unknown as Body)];
		});
		on('delete', path(`${rows}/delete`), (id, query) => {
			const table = this.table(id);
			const gone = this.matching(table, query.get('filter'));
			table.rows = table.rows.filter((row) => !gone.includes(row));
			return [200, true as unknown as Body];
		});
	}

	/** The rows of the installed accounts. */
	get accounts(): Row[] {
		return this.tables.find(({ name }) => name === 'amocrm_accounts')?.rows ?? [];
	}

	/** Puts a row there as if the package had. */
	add(row: Row): void {
		const name = 'amocrm_accounts';
		let table = this.tables.find((candidate) => candidate.name === name);
		if (!table) {
			table = { id: 't1', name, columns: [...COLUMNS], rows: [] };
			this.tables.push(table);
		}
		table.rows.push({ id: ++lastRow, ...row });
	}

	private table(id: string): Table {
		const table = this.tables.find((candidate) => candidate.id === id);
		if (!table) throw new Refusal(404, `Could not find the data table: '${id}'`);
		return table;
	}

	private checked({ columns }: Table, row: Row): Row {
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

	private matching({ columns, rows }: Table, text: string | null): Row[] {
		const { filters } = JSON.parse(text ?? '{"filters": []}') as Filter;
		for (const { columnName, condition } of filters) {
			if (condition !== 'eq') throw new Refusal(400, `unknown condition '${condition}'`);
			if (columnName !== 'id' && !columns.some(({ name }) => name === columnName))
				throw new Refusal(400, `unknown column name '${columnName}'`);
		}
		return rows.filter((row) =>
			filters.every(({ columnName, value }) => row[columnName] === value),
		);
	}
}

interface Sent {
	name: string;
	columns: Table['columns'];
	data: Row;
	filter: Filter;
	returnData?: boolean;
}

type Work = (id: string, query: URLSearchParams, body: Sent) => Answer;
