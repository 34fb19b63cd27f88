import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { ChannelClient } from '../../../shared/channel/request';
import { MOMENTS_TAKEN, toUnixMilliseconds } from '../../../shared/fields/time';
import { isBlank, misfit } from '../../../shared/fields/values';
import { AmoCrmProblem, hasCode } from '../../../shared/problem';
import { settleProblem } from '../../../shared/settle';
import { NoAnswer } from '../../../shared/transport/http';
import type { People } from './people';

/** A message on its way to a chat, under amoCRM's names. */
export interface NewMessage extends People {
	conversation_id: string;
	/** Of the messenger; one is made where there is none. */
	msgid?: string;
	/** Milliseconds since 1970. */
	msec_timestamp: number;
	silent: boolean;
	message: IDataObject;
}

/** What amoCRM answers to a message. Here `msgid` is its own id of it, and `ref_id` the messenger's. */
export interface TakenMessage extends IDataObject {
	conversation_id: string;
	sender_id?: string;
	receiver_id?: string | null;
	msgid?: string;
	ref_id: string;
}

/** Milliseconds since 1970; now where nothing was given. */
export function momentOf(given: unknown, zone: string, displayName: string): number {
	if (isBlank(given)) return Date.now();
	const moment = toUnixMilliseconds(given, zone);
	if (moment !== undefined) return moment;
	throw misfit(displayName, given, MOMENTS_TAKEN);
}

export const timestamps = (milliseconds: number) => ({
	timestamp: Math.floor(milliseconds / 1000),
	msec_timestamp: milliseconds,
});

/** Whether it is not known if amoCRM took what was sent. */
export const mayHaveArrived = (problem: AmoCrmProblem): boolean =>
	problem.details.uncertain !== undefined ||
	(hasCode(problem, 'unreachable', 'serverError', 'badAnswer') &&
		!(problem instanceof NoAnswer && problem.neverSent));

/** It is not known whether the message is there. */
function lost(problem: AmoCrmProblem): AmoCrmProblem {
	return new AmoCrmProblem(
		problem.code,
		`${problem.message} The message may have arrived all the same.`,
		{
			...problem.details,
			hint: "Look at the chat in amoCRM before you send it once more. amoCRM's chats take each Message ID once: with one of your own no message is there twice.",
			uncertain: 'POST',
		},
	);
}

/**
 * Sends a message to a chat. The chats take each `msgid` once, so it is sent again where its answer was lost; then they
 * may refuse it because it is there.
 * @throws AmoCrmProblem with `uncertain` where it may be there
 * @see https://www.amocrm.ru/developers/content/chats/chat-step-by-step
 */
export async function sendNew(
	channel: ChannelClient,
	scopeId: string,
	{ msgid, msec_timestamp: moment, ...message }: NewMessage,
): Promise<TakenMessage> {
	const refId = msgid || randomUUID();
	const payload = { ...timestamps(moment), msgid: refId, ...message };
	const send = async (isRepeatable: boolean) =>
		await settleProblem(
			channel.request<{ new_message?: TakenMessage }>({
				method: 'POST',
				path: [scopeId],
				body: { event_type: 'new_message', payload },
				isRepeatable,
			}),
		);
	const first = await send(false);
	const isLost = !first.ok && mayHaveArrived(first.problem);
	const sent = isLost ? await send(true) : first;
	if (!sent.ok) throw isLost ? lost(sent.problem) : sent.problem;
	return { conversation_id: message.conversation_id, ref_id: refId, ...sent.value?.new_message };
}
