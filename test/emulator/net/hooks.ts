import { createHmac } from 'node:crypto';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import type { RequestLog } from '../core/log';
import type { Delivery, Integration } from '../types';
import { readBrackets } from './message';

/** amoCRM waits this long for the builder's server. amocrm.ru/developers: oauth/auth-public-integrations. */
export const HOOK_LIMIT_MS = 3000;

const SECRET_PARAMETERS = ['code', 'signature'];

/** Adds to whatever query the builder's address already has. */
export function withQuery(address: string, query: Record<string, string>): string {
	const url = new URL(address);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
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

/** One GET, straight to the builder's server: never through a proxy, never repeated, no redirects followed. */
export class HookSender {
	constructor(
		private readonly log: RequestLog,
		private readonly limitMs = HOOK_LIMIT_MS,
	) {}

	async send(address: string, about: { integrationId: string; accountId: number }) {
		const url = new URL(address);
		const entry = this.log.add({
			kind: 'hook',
			method: 'GET',
			host: url.host,
			path: url.pathname,
			query: readBrackets(url.search.slice(1)),
			headers: {},
			body: '',
			status: null,
			...about,
		});
		const startedAt = performance.now();
		const outcome = await this.attempt(url);
		entry.status = outcome.status;
		const elapsedMs = Math.round(performance.now() - startedAt);
		const delivery: Delivery = { url: blanked(address), elapsedMs, ...outcome };
		return delivery;
	}

	private async attempt(url: URL): Promise<Outcome> {
		const get = url.protocol === 'https:' ? getHttps : getHttp;
		const signal = AbortSignal.timeout(this.limitMs);
		return await new Promise<Outcome>((resolve) => {
			let status: number | null = null;
			const fail = (error: Error) =>
				resolve({ status, inTime: false, error: signal.aborted ? 'Timed out' : error.message });
			const request = get(url, { signal, agent: false }, (response) => {
				status = response.statusCode ?? null;
				response.on('error', fail);
				response.on('end', () => resolve({ status, inTime: true }));
				response.resume();
			});
			request.on('error', fail);
		});
	}
}
