import type { IHttpRequestOptions } from 'n8n-workflow';

import { COLUMNS } from '../../../nodes/shared/registry/table';
import type { Send } from '../../../nodes/shared/transport/door';

type Row = Record<string, unknown>;

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

interface Filter {
	filters: Array<{ columnName: string; condition: string; value: unknown }>;
}

interface Call {
	method: string;
	path: string;
	query: URLSearchParams;
	body: Row;
}

/** An answer in place of n8n's own. */
export const refusal = (status: number, message: string) => () => reply(status, { message });

const reply = (statusCode: number, body: unknown) => ({
	statusCode,
	headers: {},
	body: JSON.stringify(body),
});

const hits = (rows: Row[], { filters = [] }: Partial<Filter>) =>
	rows.filter((row) =>
		filters.every(
			({ columnName, condition, value }) => condition === 'eq' && row[columnName] === value,
		),
	);

/** The data tables and credentials of n8n's public API, in memory. */
export class FakeN8n {
	readonly calls: Array<{ method: string; path: string; query: URLSearchParams }> = [];

	readonly sent: IHttpRequestOptions[] = [];

	tables: Table[] = [];

	/** Credentials by id, as they were given. */
	readonly credentials = new Map<string, Row>();

	/** The most that one page of a list holds, whatever was asked for. */
	largestPage = 250;

	/** Answers in place of n8n's own, one for each call; `undefined` lets a call through. */
	readonly scripted: Array<((call: Call) => unknown) | undefined> = [];

	private made = 0;

	addTable(name: string, columns: readonly Column[] = COLUMNS): Table {
		this.made += 1;
		const table = { id: `table-${this.made}`, name, columns: [...columns], rows: [] };
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
			const table = this.addTable(String(body.name), body.columns as Column[]);
			return reply(201, { id: table.id, name: table.name });
		}
		if (path.startsWith('/credentials')) return this.inCredentials(call);
		const [, id, action] =
			/^\/data-tables\/([^/]+)\/(columns|rows(?:\/update|\/delete)?)$/.exec(path) ?? [];
		const table = this.tables.find((candidate) => candidate.id === id);
		if (!table) return reply(404, { message: 'Data table not found' });
		const filter = (body.filter ?? JSON.parse(query.get('filter') ?? '{}')) as Partial<Filter>;
		return this.inTable(table, `${method} ${action}`, filter, call);
	}

	private inCredentials({ method, path, body }: Call): unknown {
		const [, , known] = path.split('/');
		if (method === 'PATCH' && !this.credentials.has(known)) return refusal(404, 'Not found')();
		const id = known ?? `credential-${this.credentials.size + 1}`;
		this.credentials.set(id, body);
		return reply(200, { id, name: body.name });
	}

	private inTable(
		table: Table,
		action: string,
		filter: Partial<Filter>,
		{ query, body }: Call,
	): unknown {
		const used = [
			...(filter.filters ?? []).map(({ columnName }) => columnName),
			...Object.keys((body.data as Row[] | undefined)?.[0] ?? (body.data as Row) ?? {}),
		];
		const known = ['id', ...table.columns.map(({ name }) => name)];
		const unknown = used.find((name) => !known.includes(name));
		if (unknown) return reply(400, { message: `unknown column name '${unknown}'` });
		const found = hits(table.rows, filter);
		switch (action) {
			case 'POST columns':
				table.columns.push(body as unknown as Column);
				return reply(201, body);
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
