import type { IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import { isListedHost } from '../address';
import { settle } from '../settle';
import { AmoCrmProblem, stopped } from '../problem';
import { PACKAGE_NAME } from '../package';
import { readText, type ByteStream } from './body';

/** n8n's request helper, plain or signing with a credential. */
export type Send = (options: IHttpRequestOptions) => Promise<unknown>;

/** Which of the listed hosts a request may go to. */
export type HostRule = (url: URL) => boolean;

export interface OutgoingRequest {
	method: IHttpRequestMethods;
	url: string;
	headers?: Record<string, string>;
	/** Sent as JSON. */
	body?: unknown;
	/** Sent as they are, in place of `body`. */
	bytes?: Buffer;
	/** Milliseconds until the request is given up. */
	timeout?: number;
	/** Cancels the request; if it was not sent yet, it is not sent. */
	signal?: AbortSignal;
}

export interface Answer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** Sends a request and reads the whole answer. Every request of the package leaves through this file. */
export type Http = (request: OutgoingRequest) => Promise<Answer>;

/** The official client gives a call 20 seconds. */
const DEFAULT_TIMEOUT = 20_000;

/** Any https address on exactly this host. */
export const onHost =
	(host: string): HostRule =>
	(url) =>
		url.protocol === 'https:' && url.host === host && !url.username && !url.password;

/** Any address below this origin. */
const onOrigin =
	(base: string): HostRule =>
	(url) =>
		url.origin === new URL(base).origin && !url.username && !url.password;

interface FailedRequest {
	code?: string;
	httpCode?: string | number | null;
	response?: { status?: number; headers?: Record<string, string>; data?: unknown };
	cause?: FailedRequest;
}

/** An answer whose body has not been read. */
export interface OpenAnswer {
	status: number;
	headers?: Record<string, unknown>;
	/** A stream, unless it came with an error of n8n's. */
	body?: unknown;
}

/** What n8n's helpers give for a request that asks for the full response. */
export interface SentAnswer {
	statusCode: number;
	headers: Record<string, string>;
	body: ByteStream;
}

/** n8n wraps the error of a request that it signs, so the answer may be nested. */
function answerOf(error: FailedRequest | undefined, depth = 0): OpenAnswer | undefined {
	if (!error || depth > 4) return undefined;
	const { status, headers, data } = error.response ?? {};
	if (typeof status === 'number') return { status, headers, body: data };
	return answerOf(error.cause, depth + 1) ?? statusOnly(error);
}

function statusOnly(error: FailedRequest): OpenAnswer | undefined {
	const status = Number(error.httpCode);
	return status >= 100 ? { status } : undefined;
}

/** What a failed request of n8n's helpers says: its answer, or the code of a lost connection. */
export function readFailure(error: unknown): { answer?: OpenAnswer; code?: string } {
	const failed = error as FailedRequest;
	return { answer: answerOf(failed), code: errorCode(failed) };
}

function errorCode(error: FailedRequest | undefined, depth = 0): string | undefined {
	if (!error || depth > 4) return undefined;
	return errorCode(error.cause, depth + 1) ?? error.code;
}

async function toAnswer(opened: OpenAnswer, timeout: number): Promise<Answer> {
	const { status, headers = {}, body } = opened;
	const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
	return { status, headers: Object.fromEntries(named), text: await readText(body, timeout) };
}

/** Codes of a connection that was never made: the request certainly had no effect. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** No answer came. `neverSent`: it is certain that the request had no effect. */
export class NoAnswer extends AmoCrmProblem {
	constructor(
		host: string,
		code: string | undefined,
		readonly neverSent: boolean,
	) {
		const why =
			code === 'ECONNABORTED' || code === 'ETIMEDOUT'
				? 'did not answer in time'
				: 'could not be reached';
		super('unreachable', `${host} ${why}${code ? ` (${code})` : ''}.`, {
			hint: 'Check the network of the machine that n8n runs on, and try again.',
		});
	}
}

/** Hosts that are not on the list of amoCRM's and the credential's domains are never allowed. */
export const onListed =
	(mayReach: HostRule, extraDomains: readonly string[] = []): HostRule =>
	(url) =>
		isListedHost(url.host, extraDomains) && mayReach(url);

/**
 * The address, if a request may go to it.
 * @param base where an answer named it
 * @throws AmoCrmProblem `refused`
 */
export function allowed(url: string, mayReach: HostRule, base?: URL): URL {
	const target = URL.canParse(url, base?.href) ? new URL(url, base) : undefined;
	if (target && mayReach(target)) return target;
	throw new AmoCrmProblem('refused', `The request to "${target?.host ?? ''}" was not sent.`, {
		hint: 'Requests go only to the address of the account itself.',
	});
}

const contentOf = ({ body, bytes }: OutgoingRequest) => {
	if (bytes) return { type: 'application/octet-stream', body: bytes };
	return body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) };
};

/** No answer came: what n8n threw, as a problem. */
function noAnswer(host: string, error: unknown): AmoCrmProblem {
	if (error instanceof AmoCrmProblem) return error;
	const { code } = readFailure(error);
	return new NoAnswer(host, code, NEVER_SENT.has(code ?? ''));
}

/** The answer, whether n8n returned or threw it. */
async function ask(send: Send, options: IHttpRequestOptions): Promise<OpenAnswer> {
	const sent = await settle(send(options));
	if (sent.ok) {
		const { statusCode: status, headers, body } = sent.value as SentAnswer;
		return { status, headers, body };
	}
	const { answer } = readFailure(sent.error);
	if (answer && !(sent.error instanceof AmoCrmProblem)) return answer;
	throw sent.error;
}

/**
 * Sends a request, and reads of its answer what `read` reads. It follows no redirect, and an answer of any status is
 * an answer: callers decide what it means. A 401 is thrown by n8n first, because n8n renews the token of an OAuth2
 * credential only then.
 * @throws AmoCrmProblem `refused`, `notSent`, `unreachable`
 */
export function exchange<T>(
	send: Send,
	mayReach: HostRule,
	read: (answer: OpenAnswer, timeout: number) => T | Promise<T>,
): (request: OutgoingRequest) => Promise<T> {
	return async (request) => {
		const { method, url, headers, timeout = DEFAULT_TIMEOUT, signal } = request;
		const target = allowed(url, mayReach);
		if (signal?.aborted) throw stopped();
		const content = contentOf(request);
		const answered = await settle(
			ask(send, {
				method,
				url: target.href,
				headers: {
					Accept: 'application/json',
					'User-Agent': PACKAGE_NAME,
					...(content && { 'Content-Type': content.type }),
					...headers,
				},
				...(content && { body: content.body }),
				timeout,
				abortSignal: signal,
				encoding: 'stream',
				returnFullResponse: true,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: { ignore: true, except: [401] },
			}).then((answer) => read(answer, timeout)),
		);
		if (answered.ok) return answered.value;
		throw noAnswer(target.host, answered.error);
	};
}

/**
 * HTTP to amoCRM: to listed hosts only, and of these only where `mayReach` allows it. A host that was read from a
 * table or an answer opens nothing else.
 * @param extraDomains domains that the credential adds to the list
 */
export const openHttp = (
	send: Send,
	mayReach: HostRule,
	extraDomains: readonly string[] = [],
): Http => exchange(send, onListed(mayReach, extraDomains), toAnswer);

/** HTTP to n8n's own API at this address, and to nothing else. */
export const openN8nHttp = (send: Send, baseUrl: string): Http =>
	exchange(send, onOrigin(baseUrl), toAnswer);

/** Sends every request to this host, whatever address it was made for. */
export const leadingTo =
	(host: string, http: Http): Http =>
	async (request) => {
		const url = new URL(request.url);
		url.host = host;
		return await http({ ...request, url: url.href });
	};
