import { NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import { AmoCrmProblem } from './problem';

/** What amoCRM's support asks for. */
const NUMBER = 'X-Request-Id';

/** n8n's error for a problem: what happened in the title, what to do about it below. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	if (!(error instanceof AmoCrmProblem))
		return new NodeOperationError(node, error as Error, { itemIndex });
	const shown = new NodeOperationError(node, error.message, {
		description: error.description,
		itemIndex,
		level: 'warning',
	});
	// n8n puts words of its own, such as to retry, in place of a sentence that names a code like ECONNRESET.
	shown.message = error.message;
	const { status, requestId } = error.details;
	shown.context.problem = { code: error.code, status };
	// n8n shows it in Error details, apart from the words.
	if (requestId) shown.context.data = { [NUMBER]: requestId };
	return shown;
}

/** What n8n's error says below its sentence, and the request's number on a line of its own: where nothing else shows it. */
export function detailsOf({ description, context }: NodeOperationError): string {
	const { [NUMBER]: number } = (context.data ?? {}) as IDataObject;
	return [description, number && `${NUMBER}: ${String(number)}`].filter(Boolean).join('\n');
}
