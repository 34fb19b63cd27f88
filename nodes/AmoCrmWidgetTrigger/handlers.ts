import type { INodeExecutionData } from 'n8n-workflow';

import { returnPath } from '../shared/account/returnUrl';
import { replyFactsOfBot } from '../shared/hooks/reply';
import { isBranch } from '../shared/hooks/tree';
import { AmoCrmProblem } from '../shared/problem';
import { readCall, type IncomingCall, type CallKind } from './calls';
import { digitalPipeline } from './digitalPipeline';
import { knownData } from './known';
import type { Handler, TriggerContext } from './context';
import { readMessage } from './message';
import { readFrontEndToken, readSalesbotToken } from './token';

const frontEnd: Handler<'frontEnd'> = async ({ token }, context, { method, query, body }) => {
	const claims = readFrontEndToken(token, context, context.receivedAt);
	if (body) {
		const account = {
			...claims.account,
			...(await knownData(context.accounts, claims.account.id)),
		};
		return [{ ...claims, account, ...readMessage(body), method, query, body }];
	}
	throw new AmoCrmProblem('badInput', 'Its body is neither a form nor a JSON object.');
};

const salesbot: Handler<'salesbot'> = async ({ token, returnUrl, data }, context) => {
	const { account: caller, entity } = readSalesbotToken(token, context, context.receivedAt);
	const path = await returnPath(caller.domain, returnUrl);
	const account = { ...caller, ...(await knownData(context.accounts, caller.id)) };
	context.answerServer();
	const [, , , type, id] = path.split('/');
	const facts = replyFactsOfBot(caller, entity, returnUrl, isBranch(data) ? data : {});
	return [{ account, bot: { id: Number(id), type }, entity, returnUrl, data, ...facts }];
};

const handlers: { [Kind in CallKind]: Handler<Kind> } = { frontEnd, salesbot, digitalPipeline };

/**
 * Checks who calls, and returns the items that start the workflow.
 * @throws AmoCrmProblem where the call is refused
 */
export async function handleCall(
	incoming: IncomingCall,
	context: TriggerContext,
): Promise<INodeExecutionData[]> {
	const call = readCall(incoming);
	if (!call) {
		throw new AmoCrmProblem(
			'badInput',
			'It brings neither an X-Auth-Token nor the token of a bot nor an event of the Digital Pipeline.',
		);
	}
	const { kind } = call;
	if (!context.calls.includes(kind)) {
		throw new AmoCrmProblem('notFound', `Calls of the kind ${kind} are not accepted here.`);
	}
	const items = await (handlers[kind] as Handler<CallKind>)(call, context, incoming);
	const head = { call: kind, receivedAt: context.receivedAt.toISOString() };
	return items.map((item) => ({ json: { ...head, ...item } }));
}
