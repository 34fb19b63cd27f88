import type { IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import { isListedHost } from '../address';
import { settle } from '../settle';
import { AmoCrmProblem, stopped } from '../problem';
import { PACKAGE_NAME } from '../packageName';
import { readText } from './body';

/** n8n's request helper, plain or signing with a credential. */
export type Send = (options: IHttpRequestOptions) => Promise<unknown>;

/** Says which of the listed hosts a request may leave to. */
export type ExitRule = (url: URL) => boolean;

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
	/** Ends the request; where it has not left yet, it does not leave. */
	signal?: AbortSignal;
}

export interface Answer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** The one way out: every request of the package leaves through this, and only to hosts that it may reach. */
export type Http = (request: OutgoingRequest) => Promise<Answer>;

/** The official client gives a call 20 seconds. */
const DEFAULT_TIMEOUT = 20_000;

/** Any https address on exactly this host. */
export const onHost =
	(host: string): ExitRule =>
	(url) =>
		url.protocol === 'https:' && url.host === host && !url.username && !url.password;

/** Any address below this origin. */
const onOrigin =
	(base: string): ExitRule =>
	(url) =>
		url.origin === new URL(base).origin && !url.username && !url.password;

interface FailedRequest {
	code?: string;
	httpCode?: string | number | null;
	response?: { status?: number; headers?: Record<string, string>; data?: unknown };
	cause?: FailedRequest;
}

/** As n8n hands it over. */
interface RawAnswer {
	status: number;
	headers?: Record<string, unknown>;
	body?: unknown;
}

/** What n8n's helpers give for a request that asks for the full response. */
export interface SentAnswer<Body = unknown> {
	statusCode: number;
	headers: Record<string, string>;
	body: Body;
}

/** n8n wraps the error of a request that it signs; the answer is found at whichever depth it lies. */
function answerOf(error: FailedRequest | undefined, depth = 0): RawAnswer | undefined {
	if (!error || depth > 4) return undefined;
	const { status, headers, data } = error.response ?? {};
	if (typeof status === 'number') return { status, headers, body: data };
	return answerOf(error.cause, depth + 1) ?? statusOnly(error);
}

function statusOnly(error: FailedRequest): RawAnswer | undefined {
	const status = Number(error.httpCode);
	return status >= 100 ? { status } : undefined;
}

/** What a failed request of n8n's helpers says: its answer, or the code of a lost connection. */
export function readFailure(error: unknown): { answer?: RawAnswer; code?: string } {
	const failed = error as FailedRequest;
	return { answer: answerOf(failed), code: errorCode(failed) };
}

function errorCode(error: FailedRequest | undefined, depth = 0): string | undefined {
	if (!error || depth > 4) return undefined;
	return errorCode(error.cause, depth + 1) ?? error.code;
}

async function toAnswer(raw: RawAnswer, timeout: number): Promise<Answer> {
	const { status, headers = {}, body } = raw;
	const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
	return { status, headers: Object.fromEntries(named), text: await readText(body, timeout) };
}

/** Codes of a connection that was never made: the other side surely did nothing. */
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

const toUrl = (url: string, base?: URL) =>
	URL.canParse(url, base?.href) ? new URL(url, base) : undefined;

const refusal = (target: URL | undefined) =>
	new AmoCrmProblem('refused', `The request to "${target?.host ?? ''}" was not sent.`, {
		hint: 'Requests go only to the address of the account itself.',
	});

/** What may leave to the listed hosts, whatever a rule says of others. */
const onListed =
	(mayLeave: ExitRule, extraDomains: readonly string[]): ExitRule =>
	(url) =>
		isListedHost(url.host, extraDomains) && mayLeave(url);

/**
 * The address, if a request may leave to it: it is on the list, and the rule allows it. `base` is where an answer
 * named it.
 * @throws AmoCrmProblem `refused`
 */
export function allowed(url: string, mayLeave: ExitRule, base?: URL): URL {
	const target = toUrl(url, base);
	if (target && onListed(mayLeave, [])(target)) return target;
	throw refusal(target);
}

/** What both kinds of requests say of themselves. */
export const USER_AGENT = PACKAGE_NAME;

const contentOf = ({ body, bytes }: OutgoingRequest) => {
	if (bytes) return { type: 'application/octet-stream', body: bytes };
	return body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) };
};

/** No answer came: what n8n threw, as a problem. */
export function noAnswer(host: string, error: unknown): AmoCrmProblem {
	if (error instanceof AmoCrmProblem) return error;
	const { code } = readFailure(error);
	return new NoAnswer(host, code, NEVER_SENT.has(code ?? ''));
}

/** What came back, thrown or not. */
async function ask(send: Send, options: IHttpRequestOptions): Promise<RawAnswer> {
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
 * It follows no redirect, and an answer of any status is an answer: what it means is decided further up. A 401 is
 * let through as n8n's own error first, because n8n renews the token of an OAuth2 credential only when one is
 * thrown at it.
 */
function httpThrough(send: Send, mayLeave: ExitRule): Http {
	return async (request) => {
		const { method, url, headers, timeout = DEFAULT_TIMEOUT, signal } = request;
		const target = toUrl(url);
		if (!target || !mayLeave(target)) throw refusal(target);
		if (signal?.aborted) throw stopped();
		const content = contentOf(request);
		const answered = await settle(
			ask(send, {
				method,
				url: target.href,
				headers: {
					Accept: 'application/json',
					'User-Agent': USER_AGENT,
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
			}).then(async (raw) => await toAnswer(raw, timeout)),
		);
		if (answered.ok) return answered.value;
		throw noAnswer(target.host, answered.error);
	};
}

/**
 * HTTP to amoCRM: It lets requests out only to hosts of the list, and of these only where `mayLeave`
 * allows: a host that was read from a table or an answer opens nothing else.
 * @param extraDomains domains that the credential adds to the list
 */
export const openHttp = (
	send: Send,
	mayLeave: ExitRule,
	extraDomains: readonly string[] = [],
): Http => httpThrough(send, onListed(mayLeave, extraDomains));

/** HTTP to n8n's own API at this address, and to nothing else. */
export const openN8nHttp = (send: Send, baseUrl: string): Http =>
	httpThrough(send, onOrigin(baseUrl));

/** Leads every request to one host, whatever address it was made for. */
export const leadingTo =
	(host: string, http: Http): Http =>
	async (request) => {
		const url = new URL(request.url);
		url.host = host;
		return await http({ ...request, url: url.href });
	};
