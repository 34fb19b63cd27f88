import nock, { type Body } from 'nock';

import { HEARTBEAT_NAME } from '../../../nodes/shared/registry/journal';
import { TABLE_NAME } from '../../../nodes/shared/registry/table';
import {
	FakeN8n,
	refusal,
	type N8nAnswer,
	type N8nCall,
	type Row,
} from '../../../tools/n8n/fakeN8n';

export type { Row };

let lastApi = 0;

/**
 * The public API of an n8n, at an address of its own: what the package remembers of one never reaches another
 * test. Create it inside a test; it ends with the test.
 */
export class N8nApi {
	url = `http://n8n-${++lastApi}.test:5678`;
	/** Nobody listens at the address. */
	isAway = false;
	/** What n8n answers to these calls. */
	refused?: { calls: RegExp; status: number };

	private readonly n8n = new FakeN8n();

	constructor(readonly key = `n8n-api-key-${lastApi + 1}`) {
		this.listen();
	}

	/** The process dies, with all that it waits for and remembers; n8n is asked by another one from now on. */
	crash(): void {
		jest.clearAllTimers();
		this.url = this.url.replace('.test', '.again.test');
		this.listen();
	}

	private listen(): void {
		const scope = nock(this.url).persist();
		const answer = (...call: Parameters<N8nApi['answer']>) => this.answer(...call);
		for (const verb of ['get', 'post', 'patch', 'delete'] as const) {
			scope[verb](/^\/api\/v1\//)
				.optionally()
				.reply(async function (uri, body) {
					const { pathname, searchParams } = new URL(uri, 'http://n8n.test');
					const path = pathname.replace('/api/v1', '');
					const call = { method: verb.toUpperCase(), path, query: searchParams, body };
					const { status, body: said } = answer(call, this.req.headers['x-n8n-api-key']);
					return [status, said as Body];
				});
		}
	}

	/** What was asked, in order: `PATCH /data-tables/1/rows/update`. */
	get calls(): string[] {
		return this.n8n.calls.map(({ method, path }) => `${method} ${path}`);
	}

	get tables(): FakeN8n['tables'] {
		return this.n8n.tables;
	}

	/** Somebody's table of this size. */
	addTable(name: string, sizeBytes: number): void {
		this.n8n.addTable(name, []);
		this.n8n.sizes.set(name, sizeBytes);
	}

	/** The rows of the installed accounts. */
	get accounts(): Row[] {
		return this.rows.filter(({ account_id: id }) => Number(id) > 0);
	}

	/** The rows of what is not an account yet. */
	get notes(): Row[] {
		return this.rows.filter(({ status, name }) => status === 'pending' && name !== HEARTBEAT_NAME);
	}

	get credentials(): unknown[] {
		return [...this.n8n.credentials.values()];
	}

	/** All rows of the package's table. */
	get rows(): Row[] {
		return this.n8n.tables.find(({ name }) => name === TABLE_NAME)?.rows ?? [];
	}

	/** The table, made if it is missing. */
	get table(): FakeN8n['tables'][number] {
		const known = this.n8n.tables.find(({ name }) => name === TABLE_NAME);
		return known ?? this.n8n.addTable(TABLE_NAME);
	}

	/** Puts a row there as if the package had. */
	add(row: Row): void {
		const { rows } = this.table;
		rows.push({ id: Number(rows.at(-1)?.id ?? 0) + 1, ...row });
	}

	private answer(call: N8nCall, key: unknown): N8nAnswer {
		if (this.isAway) throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
		const { calls, status = 200 } = this.refused ?? {};
		if (String(key) !== this.key) this.n8n.scripted.push(refusal(401, 'unauthorized'));
		else if (calls?.test(`${call.method} ${call.path}`))
			this.n8n.scripted.push(refusal(status, 'No.'));
		return this.n8n.answer(call);
	}
}
