import type { IWebhookFunctions } from 'n8n-workflow';

import { parseJson } from '../shared/settle';
import { AmoCrmProblem, type ProblemCode } from '../shared/problem';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** Where the answer to the front end comes from: the values of the parameter `responseMode`. */
type ResponseMode = 'onReceived' | 'lastNode' | 'responseNode';

/** Statuses of refusals; other problems are not the caller's. */
const STATUSES: Partial<Record<ProblemCode, number>> = {
	badAddress: 401,
	badInput: 400,
	forbidden: 403,
	notFound: 404,
	paused: 403,
	unauthorized: 401,
};

/** n8n has already set the CORS headers: any page may read the answer, since access depends on the token. */
function answer(response: Response, status: number, body: unknown): void {
	if (response.headersSent) return;
	response.writeHead(status, {
		'Content-Type': 'application/json; charset=utf-8',
		'Cache-Control': 'no-store',
		'X-Content-Type-Options': 'nosniff',
	});
	response.end(JSON.stringify(body));
}

/** Answers a server, which reads only the status. */
export const answerBot = (response: Response): void => answer(response, 200, { received: true });

/** Tells the caller and the log why a call starts nothing. */
export function answerRefusal(functions: IWebhookFunctions, error: unknown): void {
	const status = error instanceof AmoCrmProblem ? STATUSES[error.code] : undefined;
	if (status === undefined) throw error;
	const { message } = error as AmoCrmProblem;
	functions.logger.warn(`A call of an amoCRM widget was refused: ${message}`);
	answer(functions.getResponseObject(), status, { error: message });
}

function ownResponse(functions: IWebhookFunctions): unknown {
	const typed = functions.getNodeParameter('responseBody', '{}');
	const body = typeof typed === 'string' ? parseJson(typed) : typed;
	if (body !== undefined) return body;
	throw new AmoCrmProblem('validation', 'The response to the front end is not JSON.', {
		hint: 'Correct the parameter Response (JSON) of the trigger.',
	});
}

/**
 * Answers an accepted call of the front end, unless it waits for the workflow.
 * @returns whether the call has been answered
 */
export function answerPage(functions: IWebhookFunctions): boolean {
	const response = functions.getResponseObject();
	const mode = functions.getNodeParameter('responseMode', 'onReceived') as ResponseMode;
	if (mode === 'onReceived' && !response.headersSent) answer(response, 200, ownResponse(functions));
	return response.headersSent;
}
