import { type IDataObject, type IHttpRequestMethods, sleep } from 'n8n-workflow';

import { AmoCrmProblem, hasCode } from '../problem';
import { parseJson, settle, settleProblem } from '../settle';
import { explainAnswer } from './explain';
import { type Answer, type Http, NoAnswer, type OutgoingRequest } from './http';
import type { Limiter } from './limiter';
import { retry, type RetryPolicy } from './retry';
import { uncertain } from './uncertain';

/** What all requests of one run of a node have in common. */
export interface NodeRun {
	/** Fires when a person stops the execution: nothing is sent after it. */
	signal?: AbortSignal;
	/** Of a node that stops at its first problem: after that nothing more is written. */
	ending?: Ending;
}

export interface Ending {
	isOver: boolean;
}

/** For what is not written because the run is over. */
export const leftOut = (): AmoCrmProblem =>
	new AmoCrmProblem('notSent', 'This was not sent, because another item failed before it.');

export interface ApiCall {
	method: IHttpRequestMethods;
	/** From the root of the account's host: `/api/v4/leads`. */
	path: string;
	/** Names as amoCRM writes them, brackets included: `filter[id][]`. */
	query?: Record<string, QueryValue>;
	body?: unknown;
	/** In place of `body`: a part of a file. */
	bytes?: Buffer;
	/** Of a GET: asked when its turn comes. If it returns false nothing is sent, and the result is `undefined`. */
	isWanted?(): boolean;
	/** Of a write that done twice is the same as once. A GET always is. */
	isRepeatable?: boolean;
}

export type QueryValue = string | number | boolean | Array<string | number> | undefined;

/** Parameters of a query, by amoCRM's names. */
export type Query = Record<string, QueryValue>;

/** Calls the API of one account, within amoCRM's limits. */
export interface ApiClient {
	/** Host of the account. */
	readonly domain: string;
	/** The run of a node that the requests belong to, if there is one. */
	readonly run?: NodeRun;
	/**
	 * Sends a call and gives its parsed body; `undefined` if amoCRM found nothing, or did what was
	 * asked and answered without a body.
	 * @throws AmoCrmProblem for every other answer; with `uncertain` if a write may have been done nevertheless
	 */
	request<T = IDataObject>(call: ApiCall): Promise<T | undefined>;
}

/** How often a call is retried, and after how many milliseconds the first time (doubled each time). */
const RETRIES = 3;
const FIRST_PAUSE_MS = 1_000;

function toUrl(domain: string, { path, query = {} }: ApiCall): string {
	const url = new URL(`https://${domain}`);
	const [pathname, ...ownQuery] = path.split('?');
	url.pathname = pathname;
	url.search = ownQuery.join('?');
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined || value === '') continue;
		for (const part of Array.isArray(value) ? value : [value])
			url.searchParams.append(name, String(part));
	}
	return url.href;
}

/** amoCRM confirms some writes by a word instead of JSON; a page, or JSON that was cut off, is no such word. */
const isPlainWord = (text: string) => !/^[<{[]/.test(text);

function parseBody<T>(domain: string, isWrite: boolean, answer: Answer): T | undefined {
	const text = answer.text.trim();
	if (answer.status === 204 || text === '') return undefined;
	const body = parseJson(text);
	if (isWrite ? typeof body === 'object' && body !== null : body !== undefined) return body as T;
	if (isPlainWord(text) && (isWrite || answer.status === 202)) return undefined;
	throw new AmoCrmProblem('badAnswer', `The account ${domain} sent an answer that is not JSON.`, {
		hint: 'The answer was cut off, or something between n8n and amoCRM changed it. Try again.',
		status: answer.status,
		requestId: answer.headers['x-request-id'],
	});
}

const wasNeverSent = (problem: AmoCrmProblem) => problem instanceof NoAnswer && problem.neverSent;

/** It is not known whether amoCRM acted on the call. */
const isLost = (problem: AmoCrmProblem) =>
	hasCode(problem, 'unreachable', 'serverError', 'badAnswer') && !wasNeverSent(problem);

/**
 * A call may be sent again if amoCRM certainly did not act on it: 429, or a connection that was never made.
 * One that does no harm twice may also follow a lost answer or a fault of the server.
 */
function mayRetry(isRepeatable: boolean, problem: AmoCrmProblem): boolean {
	if (problem.code === 'rateLimited' || wasNeverSent(problem)) return true;
	return isRepeatable && isLost(problem);
}

/** How a call is retried, if it may be. */
export const retryPolicyOf = (
	isRepeatable: boolean,
	limiter: Limiter,
	signal?: AbortSignal,
): RetryPolicy => ({
	mayRetry: (problem) => mayRetry(isRepeatable, problem),
	retries: RETRIES,
	firstPauseMs: FIRST_PAUSE_MS,
	async wait({ code }, milliseconds) {
		// Too many requests concern every caller, not this one alone.
		if (code === 'rateLimited') limiter.pause(milliseconds);
		else await settle(sleep(milliseconds, signal));
	},
});

/**
 * A client for the account at `domain`; `http` signs the requests, `limiter` paces them.
 * @param explain what an answer other than a success means
 */
export function createApiClient(
	domain: string,
	http: Http,
	limiter: Limiter,
	run: NodeRun = {},
	explain: typeof explainAnswer = explainAnswer,
): ApiClient {
	const { signal, ending } = run;
	async function once<T>(call: ApiCall): Promise<T | undefined> {
		const request: OutgoingRequest = {
			method: call.method,
			url: toUrl(domain, call),
			body: call.body,
			bytes: call.bytes,
			signal,
		};
		const isWrite = call.method !== 'GET';
		const isWanted = isWrite ? () => !ending?.isOver : call.isWanted;
		const answer = await limiter.send(() => http(request), { isWanted, signal });
		if (!answer && isWrite) throw leftOut();
		if (!answer) return undefined;
		if (answer.status >= 200 && answer.status < 300) return parseBody<T>(domain, isWrite, answer);
		const problem = explain(domain, answer);
		if (problem.code === 'blocked') limiter.block(problem);
		throw problem;
	}

	return {
		domain,
		run,
		async request<T>(call: ApiCall) {
			const { method, isRepeatable = method === 'GET' } = call;
			const policy = retryPolicyOf(isRepeatable, limiter, signal);
			const done = await settleProblem(retry(() => once<T>(call), policy));
			if (done.ok) return done.value;
			const mayBeDone = !isRepeatable && isLost(done.problem);
			throw mayBeDone ? uncertain(done.problem, method, domain) : done.problem;
		},
	};
}
