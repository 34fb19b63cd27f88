import type { IDataObject } from 'n8n-workflow';

import { openInstalled } from '../shared/account/open';
import { connectChannel } from '../shared/channel/connect';
import { amojoIdFor } from '../shared/channel/scope';
import { AmoCrmProblem } from '../shared/problem';
import type { Connection } from '../shared/registry/connections';
import { settle } from '../shared/settle';
import { eventHeadOf, type TriggerContext } from './context';
import { chatConnectedEvent, type InstallEvent } from './events';

/** What became of the channel after an install. */
interface ChatOutcome {
	/** Beside the event of the install. */
	also?: InstallEvent[];
	/** For the item of the install. */
	chatProblem?: IDataObject;
}

const RETRY = 'The account is connected all the same. Chat > Connect connects the channel to it.';

/** Connects the builder's chat channel to an account: amoCRM disconnects it when the integration is disabled. */
async function connectTo(
	{ open, title }: NonNullable<TriggerContext['chat']>,
	{ account: { accountId } }: Connection,
	{ integration }: TriggerContext,
) {
	const channel = await open();
	const amojoId = await amojoIdFor(channel, await openInstalled(integration, { accountId }));
	return await connectChannel(channel, amojoId, title === '' ? {} : { title });
}

/** Where the trigger is to do so. Never fails: the account is connected, whatever becomes of the channel. */
export async function connectChatChannel(
	connection: Connection,
	context: TriggerContext,
): Promise<ChatOutcome> {
	if (!context.chat) return {};
	const done = await settle(connectTo(context.chat, connection, context));
	if (done.ok) {
		return { also: [chatConnectedEvent(eventHeadOf(context), connection.account, done.value)] };
	}
	const { error } = done;
	const problem =
		error instanceof AmoCrmProblem
			? error
			: new AmoCrmProblem('interrupted', 'The chat channel was not connected to the account.');
	const { domain, accountId } = connection.account;
	context.warn(
		`The chat channel is not connected to the amoCRM account ${domain || accountId}: ${problem.message}`,
	);
	const hint = [problem.details.hint, RETRY].filter(Boolean).join(' ');
	return { chatProblem: { ...problem.reason, hint } };
}
