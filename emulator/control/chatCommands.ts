import { callerIn, writeFromCrm, type Attachment } from '../amojo/fromCrm';
import { quoted, reactionBody, typingBody, TYPING_SECONDS } from '../amojo/hooks';
import { callWithin } from '../api/kit';
import type { Chat, ChatMessage } from '../state/chats';
import type { Channel, ChannelSettings } from '../types';
import type { Stage } from './stage';

/** A chat as the card shows it. */
export interface ShownChat extends Omit<Chat, 'channel' | 'typing'> {
	channelId: string;
	/** Whether the client types just now. */
	isTyping: boolean;
	messages: ChatMessage[];
}

interface InChat {
	subdomain: string;
	/** amoCRM's id of the chat. */
	chatId: string;
	/** Who of the account does it; the admin unless it is told. */
	userId?: number;
}

export interface CardMessage extends InChat {
	text?: string;
	attachments?: Attachment[];
	/** amoCRM's id of the message that is answered. */
	replyTo?: string;
	/** A comment answers a comment; a message goes to the client alone. */
	asComment?: boolean;
	/** Whatever else the hook's message has: `markup`, `template`. */
	more?: Record<string, unknown>;
}

/** Channels of chats, and what a manager does in a card's chat. Hooks are on their way when a command is done. */
export interface ChatCommands {
	createChannel(settings: ChannelSettings): Promise<Channel>;
	updateChannel(id: string, patch: Partial<ChannelSettings>): Promise<Channel>;
	/** Every chat of an account with its messages, oldest first. */
	chats(subdomain: string): Promise<ShownChat[]>;
	/** The ids of the messages: one for each attachment. */
	sendFromCard(asked: CardMessage): Promise<string[]>;
	/** Told at most every 5 seconds, where the channel is told at all. */
	typeInCard(asked: InChat): Promise<void>;
	/** Null takes the reaction back. */
	reactInCard(asked: InChat & { messageId: string; emoji: string | null }): Promise<void>;
	/** To a telephone number: the channel hears of a chat that it has no id for. */
	writeFirst(asked: FirstMessage): Promise<{ chatId: string; messageId: string }>;
}

export interface FirstMessage {
	channelId: string;
	subdomain: string;
	phone: string;
	name?: string;
	text: string;
	userId?: number;
}

export function chatCommands({ world, announce }: Stage): ChatCommands {
	const place = ({ subdomain, userId }: Pick<InChat, 'subdomain' | 'userId'>) => {
		const account = world.account(subdomain);
		const call = callWithin(account, world.clock.seconds(), userId);
		return { account, call, author: callerIn(call) };
	};

	const within = (asked: InChat) => {
		const found = place(asked);
		const chat = found.account.chats.get(asked.chatId);
		if (!chat) throw new Error(`No chat ${asked.chatId}`);
		const message = (id: string): ChatMessage => {
			const known = found.account.chats.message(chat.channel.id, { id });
			if (!known) throw new Error(`No message ${id}`);
			return known;
		};
		return { ...found, chat, message, channel: chat.channel };
	};

	/** When a channel was last told of typing in a chat. */
	const toldOfTyping = new WeakMap<Chat, number>();

	return {
		createChannel: async (settings) => world.registerChannel(settings),
		updateChannel: async (id, patch) => world.changeChannel(id, patch),
		async chats(subdomain) {
			const { chats } = world.account(subdomain);
			const now = world.clock.seconds() * 1000;
			const shown = chats.all().map((chat) => {
				const { channel, typing, ...rest } = chat;
				const isTyping = typing !== null && typing.until > now;
				return { ...rest, channelId: channel.id, isTyping, messages: chats.messages(chat) };
			});
			return structuredClone(shown);
		},
		async sendFromCard(asked) {
			const { account, call, chat, message } = within(asked);
			const { text, attachments, replyTo, asComment, more } = asked;
			const answered = replyTo === undefined ? undefined : message(replyTo);
			const post = answered?.content.post as { id: string } | undefined;
			if (asComment && !post) throw new Error('Only a comment is answered by a comment');
			const written = writeFromCrm(call, chat, {
				text,
				attachments,
				more: {
					...(answered ? { reply_to: { message: quoted(answered) } } : {}),
					...(asComment ? { post: { id: post?.id } } : {}),
					...more,
				},
			});
			announce(account);
			return written.map(({ id }) => String(id));
		},
		async typeInCard(asked) {
			const { account, call, chat, channel, author } = within(asked);
			const { now } = call;
			const last = toldOfTyping.get(chat) ?? -Infinity;
			if (!channel.tellsTyping || now - last < TYPING_SECONDS) return;
			toldOfTyping.set(chat, now);
			const body = typingBody(channel.hookShapes, { chat, userId: author.id, now });
			account.chats.outbox.push({ channel, kind: 'typing', body });
			announce(account);
		},
		async reactInCard(asked) {
			const { account, chat, channel, author, message } = within(asked);
			const { emoji } = asked;
			const reacted = message(asked.messageId);
			if (emoji === null) delete reacted.reactions[author.id];
			else reacted.reactions[author.id] = emoji;
			const body = reactionBody(channel.hookShapes, {
				chat,
				message: reacted,
				userId: author.id,
				emoji,
			});
			account.chats.outbox.push({ channel, kind: 'reaction', body });
			announce(account);
		},
		async writeFirst({ channelId, phone, name, text, ...asked }) {
			const { account, call } = place(asked);
			const channel = world.channels.channel(channelId);
			if (!world.channels.scopeIn(channelId, account)) {
				throw new Error(`The channel is not connected to ${asked.subdomain}`);
			}
			const chat = account.chats.open({
				channel,
				clientId: null,
				source: null,
				client: account.chats.person(channelId, { phone, name: name ?? phone }),
			});
			const [message] = writeFromCrm(call, chat, { text });
			announce(account);
			return { chatId: chat.id, messageId: String(message.id) };
		},
	};
}
