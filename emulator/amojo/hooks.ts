import { pick } from 'lodash';
import { jsonHook } from '../net/hooks';
import type { DeliveryQueue } from '../deliveries/queue';
import type { AccountState } from '../state/account';
import { SCOPE_MARK, type Channels } from '../state/channels';
import type { Chat, ChatMessage, ChatNews, Participant } from '../state/chats';
import type { Channel } from '../types';
import { signatureOfHook } from './signature';

/** What a channel's server is told, each once. amocrm.ru/developers: chats/chat-webhooks. */
type Body = Record<string, unknown>;

const conversationOf = ({ id, clientId }: Chat): Body => ({
	id,
	...(clientId === null ? {} : { client_id: clientId }),
});

/** Who has no profile has an empty phone and an empty address. */
const receiverOf = ({ id, client_id, phone = '', email = '' }: Participant): Body => ({
	id,
	phone,
	email,
	...(client_id === undefined ? {} : { client_id }),
});

const EMPTY_MEDIA = { tag: '', media: '', thumbnail: '', file_name: '', file_size: 0 };

export function messageBody(chat: Chat, { id, sender, receiver, ...message }: ChatMessage): Body {
	const { timestamp, msecTimestamp, content } = message;
	return {
		message: {
			receiver: receiverOf(receiver ?? chat.client),
			sender: { id: sender.id },
			conversation: conversationOf(chat),
			...(chat.source ? { source: chat.source } : {}),
			timestamp,
			msec_timestamp: msecTimestamp,
			message: { id, ...EMPTY_MEDIA, ...content },
		},
	};
}

/** What a quoted message shows of itself. */
export const quoted = ({ id, clientId, content, sender, ...times }: ChatMessage): Body => ({
	id,
	...(clientId === null ? {} : { msgid: clientId }),
	...pick(content, ['type', 'text', 'media', 'thumbnail', 'file_name', 'file_size']),
	timestamp: times.timestamp,
	msec_timestamp: times.msecTimestamp,
	sender: pick(sender, ['id', 'name', 'client_id']),
});

type Shapes = Channel['hookShapes'];

/** The table of the page has the user beside the typing, its sample has it inside. */
export function typingBody(
	shapes: Shapes,
	{ chat, userId, now }: { chat: Chat; userId: string; now: number },
): Body {
	const user = { user: { id: userId } };
	const told = { conversation: conversationOf(chat), expired_at: now + TYPING_SECONDS };
	return {
		action: shapes === 'table' ? { typing: told, ...user } : { typing: { ...user, ...told } },
	};
}

export const TYPING_SECONDS = 5;

export interface Reaction {
	chat: Chat;
	message: ChatMessage;
	userId: string;
	/** Null: taken back. */
	emoji: string | null;
}

/** The table of the page has the message as an object, its sample the id alone. */
export function reactionBody(shapes: Shapes, { chat, message, userId, emoji }: Reaction): Body {
	const { id, clientId, sender, receiver } = message;
	const whole = {
		id,
		...(clientId === null ? {} : { client_id: clientId }),
		...(receiver ? { receiver: { id: receiver.id } } : {}),
		sender: { id: sender.id },
		timestamp: message.timestamp,
		msec_timestamp: message.msecTimestamp,
	};
	return {
		action: {
			reaction: {
				...(shapes === 'table' ? { message: whole } : { msgid: id }),
				user: { id: userId },
				conversation: conversationOf(chat),
				type: emoji === null ? 'unreact' : 'react',
				...(emoji === null ? {} : { emoji }),
			},
		},
	};
}

/** Sends what has happened in an account's chats to the servers of their channels. */
export class ChannelHooks {
	constructor(
		private readonly channels: Channels,
		private readonly clock: { seconds(): number },
		private readonly queue: DeliveryQueue,
	) {}

	announce(account: AccountState): void {
		const { outbox } = account.chats;
		account.chats.outbox = [];
		for (const news of outbox) this.send(account, news);
	}

	/** Where the channel is not connected, nobody is told. */
	private send(account: AccountState, { channel, kind, body }: ChatNews): void {
		const scope = this.channels.scopeIn(channel.id, account);
		if (!scope) return;
		const hook = jsonHook({
			account_id: account.amojoId,
			time: this.clock.seconds(),
			...body,
		});
		this.queue.add({
			accountId: account.info.id,
			url: channel.hookUrl.replace(SCOPE_MARK, scope.id),
			codes: [`chat_${kind}`],
			hook: {
				...hook,
				headers: { ...hook.headers, 'x-signature': signatureOfHook(channel.secret, hook.body) },
			},
			retries: [],
			isWanted: () => true,
			onAnswer: () => undefined,
		});
	}
}
