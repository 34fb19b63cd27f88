import { isUndefined, omitBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { UUID } from '../shared/channel/credential';
import type { ReplyTo } from '../shared/channel/route';
import { scopeOf } from '../shared/channel/scope';
import { isBranch, treeFromJson, type Branch } from '../shared/hooks/tree';

/** What starts a workflow: the values of the parameter `events`. */
export type ChatEventName = 'message' | 'writeFirst' | 'commentReply' | 'typing' | 'reaction';

/** Optional, and of no use where it is something else. */
const text = z.string().min(1).optional().catch(undefined);
const number = z.number().positive().max(8.64e15).optional().catch(undefined);

const person = z.object({ id: text, client_id: text, name: text });

type Person = z.infer<typeof person>;

const nobody: Person = {};

/** Missing, or something else: nobody. */
const somebody = person.optional().catch(undefined);

const conversation = z.object({
	id: z.string().min(1),
	/** The integration's own id; missing where a manager wrote first. */
	client_id: text,
});

const message = z.object({
	conversation,
	sender: somebody,
	receiver: somebody,
	timestamp: number,
	msec_timestamp: number,
	message: z.object({
		id: text,
		text: z.string().optional().catch(undefined),
		media_group_id: text,
		/** What was commented on: the message answers a comment. */
		post: z.object({}).nullable().optional().catch(undefined),
	}),
});

/** The documentation's table and its sample name the message differently. */
const reaction = z.object({
	conversation,
	msgid: text,
	message: z.object({ id: text, sender: somebody, receiver: somebody }).optional().catch(undefined),
});

const typing = z.object({ conversation });

/** What a hook tells, whichever kind it is. */
interface Told {
	event: ChatEventName;
	conversation: z.infer<typeof conversation>;
	/** As it came. */
	data: Branch;
	/** Milliseconds since 1970. */
	at?: number;
	messageId?: string;
	mediaGroupId?: string;
	/** Of a message. */
	chatInput?: string;
	/** The person in the messenger, where the hook names one. */
	client: Person;
}

/** Files that were sent together come one hook each, with a common `media_group_id`. */
function readMessage({ message: data }: Branch): Told | undefined {
	const read = message.safeParse(data).data;
	if (!read || !isBranch(data)) return undefined;
	const { id, text: said = '', media_group_id, post } = read.message;
	const { timestamp, msec_timestamp, receiver = nobody } = read;
	const isFirst = read.conversation.client_id === undefined;
	return {
		event: post ? 'commentReply' : isFirst ? 'writeFirst' : 'message',
		conversation: read.conversation,
		data,
		at: msec_timestamp ?? (timestamp && timestamp * 1_000),
		messageId: id,
		mediaGroupId: media_group_id,
		chatInput: said,
		client: receiver,
	};
}

function readReaction({ action }: Branch): Told | undefined {
	const data = isBranch(action) ? action.reaction : undefined;
	const read = reaction.safeParse(data).data;
	if (!read || !isBranch(data)) return undefined;
	const { id, sender = nobody, receiver = nobody } = read.message ?? {};
	return {
		event: 'reaction',
		conversation: read.conversation,
		data,
		messageId: id ?? read.msgid,
		client: [receiver, sender].find(({ client_id }) => client_id !== undefined) ?? nobody,
	};
}

/** The documentation's table has the user beside it, its sample within. */
function readTyping({ action }: Branch): Told | undefined {
	const data = isBranch(action) ? action.typing : undefined;
	const read = typing.safeParse(data).data;
	if (!read || !isBranch(action) || !isBranch(data)) return undefined;
	const { user } = action;
	return {
		event: 'typing',
		conversation: read.conversation,
		data: user === undefined ? data : { user, ...data },
		client: nobody,
	};
}

const READERS = [readMessage, readReaction, readTyping];

/** A hook of the chats: whose it is, and what it tells. */
export interface ChatHook {
	/** The account's id in amoCRM's chats. */
	amojoId: string;
	/** When amoCRM sent it: seconds since 1970. */
	time?: number;
	/** Missing where it is of a kind that is not known. */
	told?: Told;
}

const hook = z.object({ account_id: z.string().regex(UUID), time: number });

/** What the bytes say, if they are UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

/**
 * Reads a hook of version 2. Nothing in it is believed before its signature is checked.
 * @see https://www.amocrm.ru/developers/content/chats/chat-webhooks
 * @returns undefined: it is none
 */
export function readHook(body: string): ChatHook | undefined {
	const tree = treeFromJson(body);
	const read = hook.safeParse(tree).data;
	if (!read || !isBranch(tree)) return undefined;
	let told: Told | undefined;
	for (const reader of READERS) told ??= reader(tree);
	return { amojoId: read.account_id.toLowerCase(), time: read.time, told };
}

/** How a hook arrived. */
export interface Arrival {
	/** The same for the same hook. */
	id: string;
	/** ISO 8601, UTC. */
	receivedAt: string;
	channelId: string;
	/** The account that the hook belongs to, as the item shows it. */
	account: IDataObject & { id: number; domain: string };
}

/** n8n would store what is missing as nothing. */
const given = <T extends object>(values: T) => omitBy(values, isUndefined) as Partial<T>;

/** The item of a hook. */
export function itemOf(
	{ amojoId, time }: ChatHook,
	told: Told,
	{ id, receivedAt, channelId, account }: Arrival,
): IDataObject {
	const { event, data, messageId, mediaGroupId, chatInput, client } = told;
	const { id: conversationRefId, client_id: conversationId } = told.conversation;
	const scopeId = scopeOf(channelId, amojoId);
	const at = told.at ?? (time && time * 1_000);
	const replyTo: ReplyTo = {
		...(account.id > 0 && { account: { id: account.id, domain: account.domain } }),
		channel: {
			scopeId,
			...given({ conversationId }),
			conversationRefId,
			receiver: given({ id: client.client_id, refId: client.id, name: client.name }),
		},
	};
	return given({
		id,
		event,
		receivedAt,
		occurredAt: at === undefined ? receivedAt : new Date(at).toISOString(),
		account: { ...account, amojoId },
		scopeId,
		conversationId,
		conversationRefId,
		messageId,
		mediaGroupId,
		sessionId: conversationRefId,
		chatInput,
		replyTo,
		data,
	});
}
