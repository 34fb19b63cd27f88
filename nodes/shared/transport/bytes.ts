import type { IDataObject } from 'n8n-workflow';

import { settle } from '../settle';
import { AmoCrmProblem } from '../problem';
import type { ByteStream } from './body';
import { createApiClient, retryPolicyOf } from './client';
import {
	allowed,
	leadingTo,
	noAnswer,
	openHttp,
	USER_AGENT,
	type ExitRule,
	type Send,
	type SentAnswer,
} from './http';
import { explainAnswer } from './explain';
import type { Limiter } from './limiter';
import { retry } from './retry';
import type { NodeRun } from './run';

/**
 * Moves the bytes of files. The addresses come out of answers and hold their own permission, so no token goes
 * with the bytes.
 */
export interface Bytes {
	/** Sends one part; gives what amoCRM answers to it. */
	send(url: string, part: Buffer): Promise<IDataObject | undefined>;
	/** Opens what is behind an address. */
	open(url: string): Promise<ByteStream>;
}

/** Without a byte, in milliseconds. */
const TIMEOUT = 60_000;
const MOST_REDIRECTS = 3;

export function openBytes(
	domain: string,
	send: Send,
	mayLeave: ExitRule,
	limiter: Limiter,
	run: NodeRun = {},
): Bytes {
	const { signal } = run;
	const http = openHttp(send, mayLeave);

	async function ask(target: URL): Promise<SentAnswer<ByteStream>> {
		await limiter.turn(signal);
		const sent = await settle(
			send({
				method: 'GET',
				url: target.href,
				headers: { Accept: '*/*', 'User-Agent': USER_AGENT },
				timeout: TIMEOUT,
				abortSignal: signal,
				encoding: 'stream',
				returnFullResponse: true,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
			}),
		);
		if (sent.ok) return sent.value as SentAnswer<ByteStream>;
		throw noAnswer(target.host, sent.error);
	}

	/** Where an answer leads to is looked at like every other address. */
	async function follow(target: URL, redirects = 0): Promise<ByteStream> {
		const { statusCode: status, headers, body } = await ask(target);
		if (status === 200) return body;
		body.destroy();
		const { location } = headers;
		if (status < 300 || status >= 400 || !location)
			throw explainAnswer(domain, { status, headers: {}, text: '{}' });
		if (redirects < MOST_REDIRECTS)
			return await follow(allowed(location, mayLeave, target), redirects + 1);
		throw new AmoCrmProblem('refused', `The drive of ${domain} redirects in circles.`);
	}

	return {
		async send(url, part) {
			const { host, pathname, search } = allowed(url, mayLeave);
			const client = createApiClient(domain, leadingTo(host, http), limiter, run);
			return await client.request({ method: 'POST', path: pathname + search, bytes: part });
		},
		open: async (url) =>
			await retry(
				async () => await follow(allowed(url, mayLeave)),
				retryPolicyOf('GET', limiter, signal),
			),
	};
}
