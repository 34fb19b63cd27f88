import type { IDataObject } from 'n8n-workflow';

import { AmoCrmProblem } from '../problem';
import { type ByteStream, isStream } from './body';
import { createApiClient, type NodeRun, retryPolicyOf } from './client';
import { explainAnswer } from './explain';
import { allowed, exchange, type HostRule, leadingTo, onListed, openHttp, type Send } from './http';
import type { Limiter } from './limiter';
import { retry } from './retry';

/**
 * Moves the bytes of files. The addresses come from amoCRM's answers and carry their own permission, so no token
 * goes with the bytes.
 */
export interface Bytes {
	/** Sends one part; gives what amoCRM answers to it. */
	send(url: string, part: Buffer): Promise<IDataObject | undefined>;
	/** Opens what is behind an address. */
	open(url: string): Promise<ByteStream>;
}

/** How long amoCRM may take to begin its answer, in milliseconds. */
const TIMEOUT = 60_000;
const MOST_REDIRECTS = 3;

export function openBytes(
	domain: string,
	send: Send,
	mayReach: HostRule,
	limiter: Limiter,
	run: NodeRun = {},
): Bytes {
	const { signal } = run;
	const onList = onListed(mayReach);
	const http = openHttp(send, mayReach);
	const open = exchange(send, onList, (answer) => answer);

	/** The address of a redirect is checked like every other. */
	async function follow(target: URL, redirects = 0): Promise<ByteStream> {
		await limiter.turn(signal);
		const headers = { Accept: '*/*' };
		const request = { method: 'GET' as const, url: target.href, headers, timeout: TIMEOUT, signal };
		const { status, headers: { location } = {}, body } = await open(request);
		if (status === 200) return body as ByteStream;
		if (isStream(body)) body.destroy();
		if (status < 300 || status >= 400 || !location)
			throw explainAnswer(domain, { status, headers: {}, text: '{}' });
		if (redirects < MOST_REDIRECTS)
			return await follow(allowed(String(location), onList, target), redirects + 1);
		throw new AmoCrmProblem('refused', `The drive of ${domain} redirects in circles.`);
	}

	return {
		async send(url, part) {
			const { host, pathname, search } = allowed(url, onList);
			const client = createApiClient(domain, leadingTo(host, http), limiter, run);
			return await client.request({ method: 'POST', path: pathname + search, bytes: part });
		},
		open: (url) =>
			retry(async () => await follow(allowed(url, onList)), retryPolicyOf(true, limiter, signal)),
	};
}

/** The same bytes in parts of this size, the last one shorter; holds no more than it needs for one of them. */
export async function* partsOf(
	chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
	size: number,
): AsyncGenerator<Buffer> {
	let held: Buffer[] = [];
	let length = 0;
	for await (const chunk of chunks) {
		held.push(chunk);
		length += chunk.length;
		if (length < size) continue;
		const bytes = Buffer.concat(held);
		const whole = length - (length % size);
		for (let start = 0; start < whole; start += size) yield bytes.subarray(start, start + size);
		held = [bytes.subarray(whole)];
		length -= whole;
	}
	if (length > 0) yield Buffer.concat(held);
}
