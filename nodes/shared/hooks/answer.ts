import type { IWebhookFunctions } from 'n8n-workflow';

/** Answers a server that does not read the answer. */
export function answerServer(
	response: ReturnType<IWebhookFunctions['getResponseObject']>,
	status: number,
): void {
	response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
	response.end(status === 200 ? 'OK' : 'Refused');
}
