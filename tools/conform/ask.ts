/** One call of the API of an account. */
export interface Call {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** `/api/v4/leads`; below `/v1.0` of the account's drive: `/v1.0/files`. */
	path: string;
	/** By amoCRM's names, brackets included. */
	query?: Query;
	/** Sent as JSON. */
	body?: unknown;
	/** The token of who asks, where it is another than usual; empty: none. */
	bearer?: string;
	/** Sent as they are, in place of `body`: a file. */
	bytes?: string;
}

export type Query = Record<string, string | string[]>;

export interface Answer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Parsed where it is JSON, else the text. */
	body: unknown;
}

/** Asks one account. */
export type Ask = (call: Call) => Promise<Answer>;

export function queryText(query: Query = {}): string {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		[value].flat().map((one): [string, string] => [name, one]),
	);
	return new URLSearchParams(pairs).toString();
}

export function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

export type Entity = Record<string, unknown>;

export const isEntity = (value: unknown): value is Entity =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** `_embedded` of an answer or of an entity. */
export function embeddedIn(value: unknown): Record<string, unknown> {
	const embedded = isEntity(value) ? value._embedded : undefined;
	return isEntity(embedded) ? embedded : {};
}

/** The list that an answer holds: its key below `_embedded`, and what stands there. */
export function listIn({ body }: Answer): { key: string; entities: Entity[] } | undefined {
	const [found] = Object.entries(embeddedIn(body)).filter(([, value]) => Array.isArray(value));
	return found && { key: found[0], entities: (found[1] as unknown[]).filter(isEntity) };
}

/** Whether a list has another page. */
export const hasNext = ({ body }: Answer): boolean =>
	isEntity(body) && isEntity(body._links) && body._links.next !== undefined;
