import { randomUUID } from 'node:crypto';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A server closes a connection that was idle for some seconds, perhaps at the moment at which it is used again. */
export const ownConnection = { connection: 'close' };

export class N8nRequestError extends Error {
	constructor(
		readonly status: number,
		method: Method,
		path: string,
		readonly answer: string,
	) {
		super(`n8n answered ${status} to ${method} ${path}: ${answer.slice(0, 1000)}`);
	}
}

interface Envelope<T> {
	data: T;
}

/** What a signed-in client holds, to be handed to another process. */
export interface N8nSession {
	cookie: string;
	apiKey: string;
}

/** n8n's two doors: the editor's (cookie) and the public API's (key). */
export class N8nHttp {
	private cookie: string;
	private apiKey?: Promise<string>;

	constructor(
		private readonly url: string,
		session?: N8nSession,
	) {
		this.cookie = session?.cookie ?? '';
		if (session !== undefined) this.apiKey = Promise.resolve(session.apiKey);
	}

	async session(): Promise<N8nSession> {
		this.apiKey ??= this.fullKey();
		return { cookie: this.cookie, apiKey: await this.apiKey };
	}

	private async request(
		method: Method,
		path: string,
		headers: Record<string, string>,
		body?: unknown,
	): Promise<Response> {
		const response = await fetch(this.url + path, {
			method,
			headers: { 'content-type': 'application/json', ...ownConnection, ...headers },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		if (!response.ok) {
			throw new N8nRequestError(response.status, method, path, await response.text());
		}
		return response;
	}

	/** What the editor calls: `/rest` + path. */
	async rest<T>(method: Method, path: string, body?: unknown): Promise<T> {
		const response = await this.request(method, `/rest${path}`, { cookie: this.cookie }, body);
		const session = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session !== undefined) this.cookie = session.split(';')[0];
		return ((await response.json()) as Envelope<T>).data;
	}

	/** What a user's own programs call: `/api/v1` + path, with a key that may do everything. */
	async publicApi<T>(method: Method, path: string, body?: unknown): Promise<T> {
		const headers = { 'x-n8n-api-key': (await this.session()).apiKey };
		const response = await this.request(method, `/api/v1${path}`, headers, body);
		const text = await response.text();
		return (text === '' ? undefined : JSON.parse(text)) as T;
	}

	async createApiKey(label: string, scopes: string[]): Promise<string> {
		const { rawApiKey } = await this.rest<{ rawApiKey: string }>('POST', '/api-keys', {
			// n8n wants labels to be unique.
			label: `${label} ${randomUUID().slice(0, 8)}`,
			scopes,
			expiresAt: null,
		});
		return rawApiKey;
	}

	async availableScopes(): Promise<string[]> {
		return await this.rest<string[]>('GET', '/api-keys/scopes');
	}

	private async fullKey(): Promise<string> {
		return await this.createApiKey('Playground', await this.availableScopes());
	}
}
