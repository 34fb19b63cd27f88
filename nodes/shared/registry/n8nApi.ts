import type { IHttpRequestMethods } from 'n8n-workflow';
import { z } from 'zod';

import { settle, parseJson } from '../settle';
import { AmoCrmProblem } from '../problem';
import { NoAnswer, openN8nHttp, type Answer, type Send } from '../transport/http';
import { retryAfterOf } from '../transport/explain';
import { retry } from '../transport/retry';

/** n8n's public API and the key to it. */
export interface N8nApi {
	/** `http://localhost:5678` */
	baseUrl: string;
	/** `/api/v1`, unless n8n's `N8N_PUBLIC_API_ENDPOINT` says otherwise. */
	path: string;
	apiKey: string;
}

const DEFAULT_PATH = '/api/v1';

/**
 * Reads the address of n8n, or of its API, as people paste it.
 * @returns nothing if it is not an address
 */
export function n8nApiAt(address: string): Pick<N8nApi, 'baseUrl' | 'path'> | undefined {
	const typed = address.replace(/\/+$/, '');
	if (!URL.canParse(typed) || !/^https?:/.test(typed)) return undefined;
	const [, beginning, endpoint] = /^(.+?)((?:\/[\w-]+)\/v1)$/.exec(typed) ?? [];
	if (endpoint && URL.canParse(beginning)) return { baseUrl: beginning, path: endpoint };
	return { baseUrl: typed.replace(/\/api$/, ''), path: DEFAULT_PATH };
}

const keyClaims = z.object({ exp: z.number().positive() });

/** When a key expires; nothing if it does not say. */
export function keyExpiryOf({ apiKey }: Pick<N8nApi, 'apiKey'>): Date | undefined {
	const payload = Buffer.from(apiKey.split('.')[1] ?? '', 'base64url').toString('utf8');
	const { data } = keyClaims.safeParse(parseJson(payload));
	return data && new Date(data.exp * 1_000);
}

const DAY_MS = 24 * 3_600_000;

/** How many days before its expiry a key is warned about. */
const WARNED_DAYS = 14;

/** What is said of a key that expires soon, or has expired. */
export interface KeyEnd {
	expiry: Date;
	/** Since when it is warned about. */
	warnedFrom: Date;
	message: string;
	hint: string;
}

export function keyEndOf(api: Pick<N8nApi, 'apiKey'>): KeyEnd | undefined {
	const expiry = keyExpiryOf(api);
	if (!expiry) return undefined;
	const warnedFrom = new Date(expiry.getTime() - WARNED_DAYS * DAY_MS);
	if (warnedFrom.getTime() >= Date.now()) return undefined;
	const when = `on ${expiry.toISOString().slice(0, 10)}`;
	const ends = expiry.getTime() < Date.now() ? `ended ${when}` : `ends ${when}`;
	return {
		expiry,
		warnedFrom,
		message: `The n8n API key in the credential of the integration ${ends}, and with it all access to the installed accounts.`,
		hint: 'Create one without an end under Settings > n8n API and enter it in the credential.',
	};
}

/** A warning about a key that expires soon, or has expired. */
export function keyWarningOf(api: Pick<N8nApi, 'apiKey'>): string | undefined {
	const end = keyEndOf(api);
	return end && `${end.message} ${end.hint}`;
}

const TIMEOUT_MS = 15_000;

const HINTS: Record<number, string> = {
	401: 'The API key in the credential of the integration has ended or was deleted. Create one without an end in n8n under Settings > n8n API and enter it there; nothing that is stored is lost.',
	403: 'Give the API key the scopes that are listed beside its field in the credential of the integration.',
	404: 'Check the n8n API URL in the credential; the public API of this n8n must be switched on.',
};

function messageOf(text: string): string | undefined {
	const { message } = (parseJson(text) ?? {}) as { message?: unknown };
	return typeof message === 'string' ? message.slice(0, 300) : undefined;
}

/** The scope that a call needs. @see https://docs.n8n.io/api/api-reference/ */
const SCOPES: Array<[call: RegExp, scope: string]> = [
	[/^GET \/data-tables$/, 'dataTable:list'],
	[/^POST \/data-tables$/, 'dataTable:create'],
	[/^POST .*\/columns$/, 'dataTableColumn:create'],
	[/^GET .*\/rows$/, 'dataTableRow:read'],
	[/^POST .*\/rows$/, 'dataTableRow:create'],
	[/^PATCH .*\/rows\/update$/, 'dataTableRow:update'],
	[/^DELETE .*\/rows\/delete$/, 'dataTableRow:delete'],
	[/^POST \/credentials$/, 'credential:create'],
	[/^PATCH \/credentials\//, 'credential:update'],
];

/** n8n refuses to store anything more, but deletes. */
const TABLES_FULL =
	'The data tables of this n8n are full. Delete data in them that is not needed, or raise N8N_DATA_TABLES_MAX_SIZE_BYTES, which is 200 MB for all of them together by default.';

function hintOf(status: number, { method, path }: N8nCall, detail = ''): string {
	if (/size limit/i.test(detail)) return TABLES_FULL;
	const call = `${method} ${path.replace(/\?.*$/, '')}`;
	const scope = SCOPES.find(([pattern]) => pattern.test(call))?.[1];
	const missing = status === 403 && scope ? `The key needs the scope ${scope}. ` : '';
	return `${missing}${HINTS[status] ?? 'Look into the log of n8n.'}`;
}

function explain(answer: Answer, baseUrl: string, call: N8nCall): AmoCrmProblem {
	const detail = messageOf(answer.text);
	return new AmoCrmProblem(
		answer.status === 401 ? 'apiKeyRefused' : 'storage',
		`n8n's API at ${baseUrl} answered ${answer.status} to ${call.purpose}.`,
		{
			status: answer.status,
			retryAfter: retryAfterOf(answer),
			hint: hintOf(answer.status, call, detail),
			detail,
			speaker: 'n8n',
		},
	);
}

export interface N8nCall {
	method: IHttpRequestMethods;
	/** Relative to the API's path. */
	path: string;
	body?: unknown;
	/** What the call is for, as part of an error message. */
	purpose: string;
}

/** A longer Retry-After, in seconds, is left to the caller. */
const LONGEST_PAUSE_S = 10;

/** Answers of an n8n that is busy, and did not run the call, or that restarts. */
const TRANSIENT_STATUSES = new Set([408, 425, 429, 502, 503, 504]);

const RETRIES = {
	mayRetry(problem: AmoCrmProblem) {
		if (problem instanceof NoAnswer) return problem.neverSent;
		const { status = 0, retryAfter = 0 } = problem.details;
		return TRANSIENT_STATUSES.has(status) && retryAfter <= LONGEST_PAUSE_S;
	},
	retries: 5,
	firstPauseMs: 250,
};

function unreachable(baseUrl: string, purpose: string, { message }: NoAnswer): AmoCrmProblem {
	return new AmoCrmProblem(
		'storage',
		`n8n's API at ${baseUrl} could not be reached for ${purpose}.`,
		{
			hint: 'Check the n8n API URL in the credential of the integration: enter an address at which this n8n reaches itself, such as http://localhost:5678.',
			detail: message,
			speaker: 'n8n',
		},
	);
}

async function callOnce<T>(send: Send, api: N8nApi, call: N8nCall): Promise<T> {
	const { baseUrl, apiKey } = api;
	const { method, body } = call;
	const answer = await openN8nHttp(
		send,
		baseUrl,
	)({
		method,
		url: `${baseUrl}${api.path}${call.path}`,
		headers: { 'X-N8N-API-KEY': apiKey },
		body,
		timeout: TIMEOUT_MS,
	});
	if (answer.status < 200 || answer.status >= 300) throw explain(answer, baseUrl, call);
	const parsed = parseJson(answer.text || 'null');
	// A page instead of JSON: something else answers at this address.
	if (parsed === undefined) throw explain({ ...answer, status: 404 }, baseUrl, call);
	return parsed as T;
}

/**
 * Calls n8n's public API, with retries while n8n is restarting.
 * @see https://docs.n8n.io/api/api-reference/
 * @throws AmoCrmProblem `storage`, without a status where no answer came; `apiKeyRefused`
 */
export async function callN8n<T>(send: Send, api: N8nApi, call: N8nCall): Promise<T> {
	const called = await settle(retry(() => callOnce<T>(send, api, call), RETRIES));
	if (called.ok) return called.value;
	const { error } = called;
	throw error instanceof NoAnswer ? unreachable(api.baseUrl, call.purpose, error) : error;
}
