import { type IDataObject, type INodeExecutionData, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { returnPath } from '../shared/account/returnUrl';
import { replyFactsOfBot } from '../shared/hooks/reply';
import { type Branch, isBranch } from '../shared/hooks/tree';
import { AmoCrmProblem } from '../shared/problem';
import { dataOf } from '../shared/registry/account';
import { type InstalledAccounts, paused } from '../shared/registry/installedAccounts';
import { settle } from '../shared/settle';
import { type CallKind, type IncomingCall, readCall } from './calls';
import type { Handler, TriggerContext } from './context';
import { digitalPipeline } from './digitalPipeline';
import { readFrontEndToken, readSalesbotToken } from './token';

const card = z.object({
	/** `lead`, `contact`, `company`, `customer`. */
	type: z.string(),
	id: z.coerce.number().int().positive(),
});

/** What a widget sends that Widget > Make Archive made. */
const message = z.object({
	action: z.enum(['button', 'panel', 'settings']),
	/** The card that is open. */
	card: card.optional(),
	/** Those that the button is for: the open one, or those that are selected in a list. */
	cards: z.array(card).optional(),
	settings: z.record(z.unknown()).optional(),
});

/** Tells apart what happened in a widget; nothing where it is somebody else's. The page says it: it is not signed. */
const readMessage = (body: Branch): IDataObject =>
	(message.safeParse(body).data ?? {}) as IDataObject;

/** amoCRM waits 2 seconds, a person in front of a page not much longer. */
const LOOK_UP_MS = 600;

/**
 * What the builder keeps with the account that calls. Nothing where it is not in the table, or the table does not answer
 * in time: its token has proved who it is.
 * @throws AmoCrmProblem `paused`
 */
async function knownData(
	accounts: InstalledAccounts,
	accountId: number,
): Promise<Partial<ReturnType<typeof dataOf>>> {
	const found = await Promise.race([
		settle(accounts.findRecent(accountId)),
		sleep(LOOK_UP_MS).then(() => undefined),
	]);
	const account = found?.ok ? found.value : undefined;
	if (account?.pausedAt) throw paused(account);
	return account ? dataOf(account) : {};
}

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
