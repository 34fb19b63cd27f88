import { createHmac } from 'node:crypto';
import { request as askHttp } from 'node:http';
import { request as askHttps } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { RequestLog } from '../core/log';
import type { Delivery, Integration } from '../types';
import { readBrackets, writeBrackets } from './message';

/** amoCRM waits this long for the builder's server. amocrm.ru/developers: oauth/auth-public-integrations. */
export const HOOK_LIMIT_MS = 3000;

/** The same for webhooks and bots. amocrm.ru/developers: crm/webhooks-format, digital_pipeline/salesbot. */
export const WEBHOOK_LIMIT_MS = 2000;

/** The same for the hooks of chats. amocrm.ru/developers: chats/chat-step-by-step. */
export const CHAT_HOOK_LIMIT_MS = 5000;

const SECRET_PARAMETERS = ['code', 'signature'];

/** What is undefined is left out. */
export type Query = Record<string, string | undefined>;

/** Adds to whatever query the builder's address already has. */
export function withQuery(address: string, query: Query): string {
	const url = new URL(address);
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) url.searchParams.set(name, value);
	}
	return url.toString();
}

export function blanked(address: string): string {
	const url = new URL(address);
	for (const name of SECRET_PARAMETERS) {
		if (url.searchParams.has(name)) url.searchParams.set(name, '***');
	}
	return url.toString();
}

/** amocrm.ru/developers: oauth/step-by-step, "hook for disabling". */
export function disableHookQuery(integration: Integration, accountId: number) {
	const message = `${integration.id}|${accountId}`;
	const signature = createHmac('sha256', integration.secret).update(message).digest('hex');
	return { account_id: String(accountId), client_uuid: integration.id, signature };
}

type Outcome = Pick<Delivery, 'status' | 'inTime' | 'error'>;

/** Whom a call is about. */
interface About {
	integrationId?: string;
	accountId: number;
}

/** A call of amoCRM's own. */
export interface Hook {
	method: 'GET' | 'POST';
	headers: Record<string, string>;
	body: string;
}

const PLAIN: Hook = { method: 'GET', headers: {}, body: '' };

export const jsonHook = (value: unknown): Hook => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(value),
});

export const formHook = (value: Record<string, unknown>): Hook => ({
	method: 'POST',
	headers: { 'content-type': 'application/x-www-form-urlencoded' },
	body: writeBrackets(value),
});

/** One call, straight to the builder's server: never through a proxy, never repeated, no redirects followed. */
export class HookSender {
	/** Certificates that count beside the public ones: a builder's server may have one of the test CA. */
	trusted: string[] = [];

	constructor(
		private readonly log: RequestLog,
		private readonly limitMs = HOOK_LIMIT_MS,
	) {}

	async send(address: string, about: About, hook = PLAIN) {
		const url = new URL(address);
		const entry = this.log.add({
			kind: 'hook',
			host: url.host,
			path: url.pathname,
			query: readBrackets(url.search.slice(1)),
			status: null,
			...hook,
			...about,
		});
		const startedAt = performance.now();
		const outcome = await this.attempt(url, hook);
		entry.status = outcome.status;
		const elapsedMs = Math.round(performance.now() - startedAt);
		const delivery: Delivery = { url: blanked(address), elapsedMs, ...outcome };
		return delivery;
	}

	private get certificates() {
		return this.trusted.length > 0 ? [...rootCertificates, ...this.trusted] : undefined;
	}

	private async attempt(url: URL, { method, headers, body }: Hook): Promise<Outcome> {
		const ask = url.protocol === 'https:' ? askHttps : askHttp;
		const signal = AbortSignal.timeout(this.limitMs);
		return await new Promise<Outcome>((resolve) => {
			let status: number | null = null;
			const fail = (error: Error) =>
				resolve({ status, inTime: false, error: signal.aborted ? 'Timed out' : error.message });
			const options = { method, headers, signal, agent: false, ca: this.certificates };
			const request = ask(url, options, (response) => {
				status = response.statusCode ?? null;
				response.on('error', fail);
				response.on('end', () => resolve({ status, inTime: true }));
				response.resume();
			});
			request.on('error', fail);
			request.end(body);
		});
	}
}
