import { NodeOperationError, type INode } from 'n8n-workflow';

import { AmoCrmProblem } from './problem';

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
	shown.context.problem = { code: error.code, status: error.details.status };
	return shown;
}
