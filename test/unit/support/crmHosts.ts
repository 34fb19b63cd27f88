import type { IHttpRequestOptions } from 'n8n-workflow';

import { openIntegration } from '../../../nodes/shared/registry/integration';
import type { SessionFunctions } from '../../../nodes/shared/account/session';
import type { Answer } from '../../../nodes/shared/transport/http';
import { answer } from './http';
import { FakeN8n, type Row } from '../../../tools/n8n/fakeN8n';
import { accessToken, newKeys, oauthError, tokenBody } from './tokens';

/** A request that left, whatever for. */
export interface Sent {
	host: string;
	path: string;
	headers: Record<string, string>;
	body: Record<string, string>;
}

const SHARD = 'api-b.amocrm.ru';

/** amoCRM with several accounts, each at the address that it has at the moment; keeps what reached any host. */
export class CrmHosts {
	readonly sent: Sent[] = [];

	/** Ids by address. */
	private readonly addresses = new Map<string, number>();

	/** Whose tokens are good, by token. */
	private readonly access = new Map<string, number>();
	private readonly refresh = new Map<string, number>();
	private made = 0;

	/** The account has this address from now on, and no other. */
	settle(id: number, domain: string): void {
		for (const [known, owner] of this.addresses) if (owner === id) this.addresses.delete(known);
		this.addresses.set(domain, id);
	}

	/** The account disabled the integration: its tokens are dead. */
	revoke(id: number): void {
		for (const tokens of [this.access, this.refresh]) {
			for (const [token, owner] of tokens) if (owner === id) tokens.delete(token);
		}
	}

	/** Requests that were made in an account, by the account. */
	get reached(): number[] {
		const calls = this.sent.filter(({ path }) => path === '/api/v4/leads');
		return calls.flatMap(({ host, headers }) =>
			this.isHonoured(host, headers) ? [this.owner(headers)] : [],
		);
	}

	/** Refresh tokens that were shown, in order. */
	get spent(): string[] {
		return this.sent.flatMap(({ body }) => body.refresh_token ?? []);
	}

	answer(sent: Sent): Answer {
		this.sent.push(sent);
		const { host, path, headers, body } = sent;
		if (host === SHARD) return this.locate(headers);
		const here = this.addresses.get(host);
		if (here === undefined) return answer(404, '');
		if (path === '/oauth2/access_token') return this.pair(here, body);
		if (!this.isHonoured(host, headers)) return answer(401, { title: 'Unauthorized', status: 401 });
		return answer(200, { id: here, name: `Firm ${here}` });
	}

	private owner = (headers: Record<string, string>) =>
		this.access.get((headers.Authorization ?? '').replace('Bearer ', '')) ?? 0;

	private isHonoured(host: string, headers: Record<string, string>): boolean {
		return this.addresses.get(host) === this.owner(headers);
	}

	private locate(headers: Record<string, string>): Answer {
		const id = this.refresh.get(headers['X-Refresh-Token'] ?? '');
		const [domain] = [...this.addresses].find(([, owner]) => owner === id) ?? [];
		return id === undefined || domain === undefined ? answer(401, {}) : answer(200, { id, domain });
	}

	private pair(id: number, body: Record<string, string>): Answer {
		if (body.grant_type === 'refresh_token') {
			if (this.refresh.get(body.refresh_token) !== id)
				return answer(401, oauthError(401, 'Token has been revoked'));
			this.refresh.delete(body.refresh_token);
		}
		this.made += 1;
		const access = accessToken({ account_id: id, sub: '9', api_domain: SHARD, jti: this.made });
		const refresh = `refresh-${this.made}`;
		this.access.set(access, id);
		this.refresh.set(refresh, id);
		return answer(200, tokenBody(access, refresh));
	}
}

let made = 0;

/** An integration in a whole n8n: its table, amoCRM's hosts, and as many processes as a test wants. */
export function newNeighbourhood() {
	made += 1;
	const n8n = new FakeN8n();
	const crm = new CrmHosts();
	const { clientId } = newKeys();
	const secret = `S3cret-${made}`.padEnd(64, '0');
	const warnings: string[] = [];
	/** What happens before n8n is asked for something. */
	const hooks: { beforeN8n?: (method: string) => Promise<void> } = {};
	let processes = 0;

	const send = async ({ url, headers, body, ...options }: IHttpRequestOptions) => {
		const { host, pathname } = new URL(url);
		if (host.startsWith('n8n-')) {
			await hooks.beforeN8n?.(String(options.method));
			return await n8n.send({ url, headers, body, ...options });
		}
		const { status, text } = crm.answer({
			host,
			path: pathname,
			headers: (headers ?? {}) as Record<string, string>,
			body: body === undefined ? {} : (JSON.parse(String(body)) as Record<string, string>),
		});
		return { statusCode: status, headers: {}, body: text };
	};

	/** What one more n8n process gives its nodes; `credential` is what is other in its credential. */
	const newFunctions = (credential: object = {}) => {
		processes += 1;
		const url = `http://n8n-${made}-${processes}.test:5678`;
		return {
			logger: { warn: (message: string) => warnings.push(message) },
			getInstanceBaseUrl: () => '',
			getCredentials: async () => ({
				clientId,
				clientSecret: secret,
				n8nApiUrl: url,
				n8nApiKey: 'key',
				...credential,
			}),
			helpers: { httpRequest: send },
		} as unknown as SessionFunctions;
	};

	/** One more n8n process, with the integration open. */
	const process = async (credential: object = {}) =>
		await openIntegration(newFunctions(credential));

	return {
		n8n,
		crm,
		clientId,
		secret,
		warnings,
		hooks,
		newFunctions,
		process,
		/** The rows of accounts in the first table. */
		rows: (): Row[] => n8n.tables[0].rows.filter(({ account_id: id }) => Number(id) > 0),
	};
}

export type Neighbourhood = ReturnType<typeof newNeighbourhood>;
