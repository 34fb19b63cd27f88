import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Answer, Http, OutgoingRequest, Send } from '../../../nodes/shared/transport/http';

/** An answer of amoCRM: a text goes out as it is, everything else as JSON. */
export function answer(
	status: number,
	body?: unknown,
	headers: Record<string, string> = {},
): Answer {
	const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
	return { status, headers, text };
}

type Step = Answer | Error | ((request: OutgoingRequest) => Answer);

/** A http that gives these answers in turn (errors are thrown) and keeps the requests; there are no more. */
export function scriptedHttp(...steps: Step[]) {
	const requests: OutgoingRequest[] = [];
	const left = [...steps];
	const http: Http = async (request) => {
		requests.push(request);
		const step = left.shift();
		if (step === undefined) throw new Error(`No answer left for ${request.method} ${request.url}`);
		if (step instanceof Error) throw step;
		return typeof step === 'function' ? step(request) : step;
	};
	return { http, requests };
}

/** n8n's request helper: answers every request alike (errors are thrown) and keeps what it was given. */
export function fakeSend(reply: unknown) {
	const sent: IHttpRequestOptions[] = [];
	const send: Send = async (options) => {
		sent.push(options);
		if (reply instanceof Error) throw reply;
		return reply;
	};
	return { send, sent };
}
