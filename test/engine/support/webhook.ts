import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import express, { type Request, type Response } from 'express';
import { WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	IHttpRequestMethods,
	IWebhookResponseData,
	WebhookType,
} from 'n8n-workflow';
import qs from 'qs';

import { count } from './traffic';
import { loadTrigger, N8N_URL, type TriggerNode } from './workflow';

const app = express();
// n8n sets the same: `a[b]=c` arrives as an object.
app.set('query parser', 'extended');

export interface WebhookCall extends TriggerNode {
	/** Parameters of the URL, or the text after its question mark. */
	query?: IDataObject | string;
	headers?: Record<string, string>;
	method?: IHttpRequestMethods;
	/** Sent as it is; n8n's parsed form goes in `body`. */
	rawBody?: string | Buffer;
	/** What stands in the address for its placeholders. */
	params?: Record<string, string>;
	body?: IDataObject;
	name?: WebhookType;
	/** `manual`: the person listens in the editor, and the call arrives at the test URL. */
	mode?: 'manual' | 'webhook';
	/** Called when the caller has its answer: the node may go on. */
	whenAnswered?: () => void;
}

export interface WebhookOutcome {
	response: {
		status: number;
		/** Names in lower case. */
		headers: Record<string, string>;
		body: string;
		/** The node itself has answered. */
		ended: boolean;
	};
	result: IWebhookResponseData;
	/** The items that start the workflow. */
	items: IDataObject[];
	/** What the node wrote into n8n's log. */
	logged: string[];
}

function fakeRequest(call: WebhookCall, path: string): Request {
	const { query = '', headers = {}, method = 'GET', body = {}, rawBody = '', params = {} } = call;
	const search = typeof query === 'string' ? query : qs.stringify(query);
	const request = new IncomingMessage(new Socket());
	const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	Object.assign(request, {
		method,
		url: search ? `${path}?${search}` : path,
		originalUrl: search ? `${path}?${search}` : path,
		headers: { host: new URL(N8N_URL).host, ...Object.fromEntries(lowerCase) },
		params,
		body,
		rawBody: Buffer.from(rawBody),
	});
	return Object.setPrototypeOf(request, app.request) as Request;
}

function fakeResponse(request: Request, whenAnswered = () => {}) {
	const bare = new ServerResponse(request);
	const chunks: Buffer[] = [];
	const keep = (chunk: unknown) => {
		if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
	};
	const { write, end } = bare;
	const response = Object.setPrototypeOf(
		Object.assign(bare, {
			req: request,
			write: (...args: Parameters<typeof write>) => (keep(args[0]), write.apply(bare, args)),
			end(...args: Parameters<typeof end>) {
				keep(args[0]);
				whenAnswered();
				return end.apply(bare, args);
			},
		}),
		app.response,
	) as Response;
	request.res = response;
	return { response, body: () => Buffer.concat(chunks).toString('utf8') };
}

/** The headers as they go out, also those that were given to `writeHead` alone. */
function headersOf(response: Response): Record<string, string> {
	const { _header: sent } = response as unknown as { _header: string | null };
	const lines = (sent ?? '').split('\r\n').slice(1).filter(Boolean);
	return Object.fromEntries(
		lines.map((line) => {
			const colon = line.indexOf(':');
			return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
		}),
	);
}

/** What is written into n8n's log from now on. */
export function listen(logger: WebhookContext['logger']): string[] {
	const lines: string[] = [];
	for (const level of ['debug', 'info', 'warn', 'error'] as const) {
		jest.spyOn(logger, level).mockImplementation((message: string, details?: object) => {
			lines.push(`${level}: ${message}${details ? ` ${JSON.stringify(details)}` : ''}`);
		});
	}
	return lines;
}

/** Calls the webhook of a trigger node, as n8n does when a request arrives. */
export async function callWebhook(call: WebhookCall): Promise<WebhookOutcome> {
	const { name = 'default', mode = 'webhook', method = 'GET', whenAnswered } = call;
	const { workflow, node, nodeType, additionalData } = await loadTrigger(call, mode);
	const webhookDescription = nodeType.description.webhooks?.find((hook) => hook.name === name);
	if (!nodeType.webhook || !webhookDescription)
		throw new Error(`The node type "${call.type}" has no webhook "${name}".`);
	const isTest = mode === 'manual';
	const path = `/${isTest ? 'webhook-test' : 'webhook'}/${node.webhookId}/${webhookDescription.path}`;
	const request = fakeRequest(call, path);
	const { response, body } = fakeResponse(request, whenAnswered);
	const context = new WebhookContext(
		workflow,
		node,
		{ ...additionalData, httpRequest: request, httpResponse: response },
		mode,
		{
			httpMethod: method,
			node: node.name,
			path,
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
			isTest,
		},
		[],
		null,
	);
	count(context.helpers);
	const logged = listen(context.logger);
	const result = await nodeType.webhook.call(context);
	return {
		response: {
			status: response.statusCode,
			headers: headersOf(response),
			body: body(),
			ended: response.writableEnded,
		},
		result,
		items: (result.workflowData ?? []).flat().map(({ json }) => json),
		logged,
	};
}
