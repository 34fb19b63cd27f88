import type { IDataObject, INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';

import { runWorkflow, type Account, type NodeJson } from '../support';
import { nodeType } from '../../../tools/system/manifest';

/** The action node at one of its operations. */
export const action = (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
): NodeJson => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	// What workflows hold that were saved before there were others.
	typeVersion: 1,
	parameters: { authentication: 'token', resource, operation, ...parameters },
});

interface Around {
	/** One empty item where left out. */
	input?: INodeExecutionData[];
	onError?: OnError;
	/** Of the workflow. */
	timezone?: string;
}

/** Runs one operation in the account. */
export async function runAction(
	account: Account,
	[resource, operation]: [resource: string, operation: string],
	parameters: INodeParameters = {},
	{ input, onError, timezone }: Around = {},
) {
	return await runWorkflow({
		nodes: [{ ...action(resource, operation, parameters), onError }],
		credentials: account.credentials,
		input,
		timezone,
	});
}

/** The same where nothing fails: what comes out of the node. */
export async function outputOf(...asked: Parameters<typeof runAction>): Promise<IDataObject[]> {
	const run = await runAction(...asked);
	expect(run.error).toBeUndefined();
	return run.json('amoCRM');
}
