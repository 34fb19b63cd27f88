import type { IHttpRequestMethods } from 'n8n-workflow';

import { attempt, parseJson } from '../attempt';
import { AmoCrmProblem } from '../problem';
import { NoAnswer, onOrigin, openDoor, type Answer, type Send } from '../transport/door';
import { persist } from '../transport/persist';

/** Where n8n's public API is, and the key to it. */
export interface N8nApi {
	/** `http://localhost:5678` */
	baseUrl: string;
	apiKey: string;
}

const TIMEOUT_MS = 15_000;

const HINTS: Record<number, string> = {
	401: 'Create an API key in n8n under Settings > n8n API and enter it in the credential of the integration.',
	403: 'Give the API key the scopes that are listed beside its field in the credential of the integration.',
	404: 'Check the n8n API URL in the credential; the public API of this n8n must be switched on.',
};

function messageOf(text: string): string | undefined {
	const { message } = (parseJson(text) ?? {}) as { message?: unknown };
	return typeof message === 'string' ? message.slice(0, 300) : undefined;
}

function explain(answer: Answer, baseUrl: string, purpose: string): AmoCrmProblem {
	return new AmoCrmProblem(
		'storage',
		`n8n's API at ${baseUrl} answered ${answer.status} to ${purpose}.`,
		{
			status: answer.status,
			hint: HINTS[answer.status] ?? 'Look into the log of n8n.',
			detail: messageOf(answer.text),
			speaker: 'n8n',
		},
	);
}

export interface N8nCall {
	method: IHttpRequestMethods;
	/** Below `/api/v1`. */
	path: string;
	body?: unknown;
	/** What is asked for, in the sentence of an error. */
	purpose: string;
}

/** An n8n that restarts, or is busy, is back in a moment. */
const PATIENCE = {
	mayRetry: (problem: AmoCrmProblem) =>
		problem instanceof NoAnswer
			? problem.neverSent
			: [502, 503, 504].includes(problem.details.status ?? 0),
	retries: 5,
	firstPauseMs: 250,
};

/** The network between n8n and itself is not the one to amoCRM. */
function away(baseUrl: string, purpose: string, { message }: NoAnswer): AmoCrmProblem {
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

async function callOnce<T>(send: Send, { baseUrl, apiKey }: N8nApi, call: N8nCall): Promise<T> {
	const { method, path, body, purpose } = call;
	const answer = await openDoor(
		send,
		onOrigin(baseUrl),
	)({
		method,
		url: `${baseUrl}/api/v1${path}`,
		headers: { 'X-N8N-API-KEY': apiKey },
		body,
		timeout: TIMEOUT_MS,
	});
	if (answer.status < 200 || answer.status >= 300) throw explain(answer, baseUrl, purpose);
	const parsed = parseJson(answer.text || 'null');
	// A page in place of JSON: something else answers at this address.
	if (parsed === undefined) throw explain({ ...answer, status: 404 }, baseUrl, purpose);
	return parsed as T;
}

/**
 * Calls n8n's public API, with patience for an n8n that is restarting.
 * @see https://docs.n8n.io/api/api-reference/
 * @throws AmoCrmProblem `storage`; without a status where no answer came
 */
export async function callN8n<T>(send: Send, api: N8nApi, call: N8nCall): Promise<T> {
	const called = await attempt(persist(async () => await callOnce<T>(send, api, call), PATIENCE));
	if (called.ok) return called.value;
	const { error } = called;
	throw error instanceof NoAnswer ? away(api.baseUrl, call.purpose, error) : error;
}
