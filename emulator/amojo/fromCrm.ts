import { randomUUID } from 'node:crypto';
import { recordChange } from '../api/journal';
import type { ApiCall } from '../api/kit';
import { amojoIdOfUser } from '../state/account';
import type { Chat, Participant } from '../state/chats';
import type { Model } from '../state/collection';
import { blankMessage, messagesOfTalk } from '../state/talks';
import { messageBody } from './hooks';
import { addToTalk } from './talks';

/** What is written in amoCRM's own windows, or by its bots. amocrm.ru/developers: chats/chat-webhooks. */
export interface Written {
	/** A bot; the caller unless it is told. */
	author?: Participant;
	text?: string;
	/** With several, each goes into a message of its own; the text goes with the first. */
	attachments?: Attachment[];
	/** Whatever else a message has: `markup`, `template`, `reply_to`, `post`. */
	more?: Record<string, unknown>;
}

export interface Attachment {
	type: 'file' | 'video' | 'picture' | 'voice' | 'audio';
	media: string;
	file_name?: string;
	file_size?: number;
}

type Content = Record<string, unknown>;

/** @throws Error where the account has no such user */
export function callerIn({ account, userId }: ApiCall): Participant {
	const user = account.collection('users').get(userId);
	if (!user) throw new Error(`No user ${userId}`);
	return { id: amojoIdOfUser(user.id), name: String(user.name ?? 'User') };
}

function contentsOf({ text = '', attachments = [], more = {} }: Written): Content[] {
	if (attachments.length === 0) return [{ type: 'text', text, ...more }];
	const group = attachments.length > 1 ? { media_group_id: randomUUID() } : {};
	return attachments.map((attachment, index) => ({
		...attachment,
		...group,
		...(index === 0 ? { text, ...more } : { text: '' }),
	}));
}

/**
 * Puts it into the chat and the talk; the channel's server will be told, each message by a hook of its own.
 * @returns the messages as the talk has them
 */
export function writeFromCrm(call: ApiCall, chat: Chat, written: Written): Model[] {
	const { chats } = call.account;
	return contentsOf(written).map((content, index) => {
		const message = chats.write(chat, {
			clientId: null,
			sender: written.author ?? callerIn(call),
			receiver: chat.client,
			timestamp: call.now,
			// Two at the same moment stay in order.
			msecTimestamp: Math.max(call.now * 1000, Date.now()) + index,
			content,
			isSilent: false,
		});
		chats.outbox.push({
			channel: chat.channel,
			kind: 'message',
			body: messageBody(chat, message),
		});
		return addToTalk(call, chat, message);
	});
}

/** Into a channel's chat, or one that nothing but its talk is known of. */
export function writeIntoTalk(call: ApiCall, talk: Model, written: Written): Model {
	const { account } = call;
	const chat = account.chats.get(talk.chat_id);
	if (chat) return writeFromCrm(call, chat, written)[0];
	const collection = messagesOfTalk(talk);
	const { author, text } = written;
	const message = account.collection(collection).insert({
		...blankMessage(call, talk.id),
		text,
		author: author ? { ...author, type: 'bot' } : { id: call.userId, type: 'user' },
	});
	recordChange(call, message, { collection });
	return message;
}
