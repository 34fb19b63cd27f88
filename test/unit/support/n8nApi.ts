import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Send } from '../../../nodes/shared/transport/door';

type Row = Record<string, unknown>;

interface Table {
	id: string;
	name: string;
	columns: Array<{ name: string; type: string }>;
	rows: Row[];
}

interface Filter {
	filters: Array<{ columnName: string; condition: string; value: unknown }>;
}

interface Call {
	method: string;
	path: string;
	query: URLSearchParams;
	body: Row;
}

const reply = (statusCode: number, body: unknown) => ({
	statusCode,
	headers: {},
	body: JSON.stringify(body),
});

const hits = (rows: Row[], filter: unknown) =>
	rows.filter((row) =>
		((filter as Filter | undefined)?.filters ?? []).every(
			({ columnName, condition, value }) => condition === 'eq' && row[columnName] === value,
		),
	);

/** The data tables of n8n's public API, in memory. */
export class FakeN8n {
	readonly calls: Array<{ method: string; path: string; query: URLSearchParams }> = [];

	readonly sent: IHttpRequestOptions[] = [];

	tables: Table[] = [];

	/** The most that one page of a list holds, whatever was asked for. */
	largestPage = 250;

	/** Answers in place of n8n's own, one for each call; `undefined` lets a call through. */
	readonly scripted: Array<((call: Call) => unknown) | undefined> = [];

	private made = 0;

	addTable(name: string): Table {
		this.made += 1;
		const table = { id: `table-${this.made}`, name, columns: [], rows: [] };
		this.tables.push(table);
		return table;
	}

	readonly send: Send = async (options) => {
		this.sent.push(options);
		const url = new URL(options.url);
		const path = url.pathname.replace('/api/v1', '');
		const body = options.body === undefined ? {} : (JSON.parse(String(options.body)) as Row);
		const call: Call = { method: String(options.method), path, query: url.searchParams, body };
		this.calls.push(call);
		const scripted = this.scripted.shift();
		return scripted ? scripted(call) : this.answer(call);
	};

	count(method: string, path: RegExp): number {
		return this.calls.filter((call) => call.method === method && path.test(call.path)).length;
	}

	private answer(call: Call): unknown {
		const { method, path, query, body } = call;
		if (path === '/data-tables') {
			if (method === 'GET') return this.page(this.named(query), query);
			if (this.tables.some(({ name }) => name === body.name))
				return reply(409, { message: 'Taken' });
			const table = this.addTable(String(body.name));
			table.columns = body.columns as Table['columns'];
			return reply(201, { id: table.id, name: table.name });
		}
		const [, id, action] =
			/^\/data-tables\/([^/]+)\/(rows(?:\/update|\/delete)?)$/.exec(path) ?? [];
		const table = this.tables.find((candidate) => candidate.id === id);
		if (!table) return reply(404, { message: 'Data table not found' });
		const filter: unknown = body.filter ?? JSON.parse(query.get('filter') ?? '{}');
		return this.inRows(table, `${method} ${action}`, filter, call);
	}

	private inRows(table: Table, action: string, filter: unknown, { query, body }: Call): unknown {
		const found = hits(table.rows, filter);
		switch (action) {
			case 'GET rows':
				return this.page(found, query);
			case 'POST rows':
				for (const row of body.data as Row[]) {
					table.rows.push({ ...row, id: table.rows.length + 1 });
				}
				return reply(201, { count: (body.data as Row[]).length });
			case 'PATCH rows/update':
				for (const row of found) Object.assign(row, body.data);
				return reply(200, body.returnData === true ? found : true);
			case 'DELETE rows/delete':
				table.rows = table.rows.filter((row) => !found.includes(row));
				return reply(200, true);
			default:
				return reply(404, { message: 'not found' });
		}
	}

	/** n8n matches parts of names, without regard to case. */
	private named(query: URLSearchParams): Table[] {
		const { name = '' } = JSON.parse(query.get('filter') ?? '{}') as { name?: string };
		return this.tables.filter((table) => table.name.toLowerCase().includes(name.toLowerCase()));
	}

	private page(all: unknown[], query: URLSearchParams): unknown {
		const start = Number(query.get('cursor') ?? 0);
		const end = start + Math.min(Number(query.get('limit') ?? 100), this.largestPage);
		const nextCursor = end < all.length ? String(end) : null;
		return reply(200, { data: all.slice(start, end), nextCursor });
	}
}
