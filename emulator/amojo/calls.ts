import { callWithin } from '../api/kit';
import { json, Refusal, type Reply } from '../net/message';
import { amojoIdOfUser, type AccountState } from '../state/account';
import type { Chat, ChatMessage, Participant, Person } from '../state/chats';
import type { Scope } from '../state/channels';
import type { World } from '../state/world';
import type { Channel } from '../types';
import {
	connection,
	deliveryStatus,
	disconnection,
	historyPage,
	messageEvent,
	newChat,
	reaction,
	typing,
	type EditedMessage,
	type NewMessage,
	type Sender,
} from './tables';
import { addToTalk, editInTalk } from './talks';
import type { z } from 'zod';

/** The calls of the Chats API. amocrm.ru/developers: chats/chat-api-reference. */
export interface ChannelCall {
	world: World;
	channel: Channel;
	/** Unix seconds. */
	now: number;
	body: unknown;
	query: Record<string, unknown>;
	/** What the path names, decoded. */
	name: string;
}

export interface ScopeCall extends ChannelCall {
	scope: Scope;
	account: AccountState;
}

/** No page tells the shape of an error: only that the details are in its body. */
export const refusal = (status: number, detail: string): Refusal =>
	new Refusal(json(status, { error_code: status, error_description: detail }));

export function read<T extends z.ZodTypeAny>(table: T, value: unknown): z.output<T> {
	const { success, data, error } = table.safeParse(value);
	if (success) return data as z.output<T>;
	const [{ path, message }] = error.issues;
	throw refusal(400, `${path.join('.') || 'The body'}: ${message}`);
}

const empty = (status: number): Reply => ({ status, headers: {}, body: '' });

/** The account, where the channel may be connected to it. */
function accountFor({ world, channel }: ChannelCall, amojoId: string): AccountState {
	const account = world.accountByAmojoId(amojoId);
	if (account?.info.platform !== channel.platform) throw refusal(400, 'account_id: no account');
	if (channel.isPrivateTo && !channel.isPrivateTo.includes(account.info.subdomain)) {
		throw refusal(400, 'account_id: the channel is private, and not meant for this account');
	}
	return account;
}

export function connect(call: ChannelCall): Reply {
	const { channel, world } = call;
	const asked = read(connection, call.body);
	const { id, title, isTimeWindowDisabled } = world.channels.connect({
		channel,
		account: accountFor(call, asked.account_id),
		title: asked.title ?? channel.name,
		isTimeWindowDisabled: asked.is_time_window_disabled ?? false,
	});
	return json(200, {
		account_id: asked.account_id,
		scope_id: id,
		title,
		hook_api_version: asked.hook_api_version,
		is_time_window_disabled: isTimeWindowDisabled,
	});
}

/** Whether what is not connected may be disconnected is not said; it may. */
export function disconnect(call: ChannelCall): Reply {
	const { account_id: amojoId } = read(disconnection, call.body);
	call.world.channels.disconnect(call.channel.id, accountFor(call, amojoId));
	return empty(200);
}

const personOf = ({ id, name, avatar, profile }: Omit<Sender, 'ref_id'>): Person => ({
	client_id: id,
	name,
	avatar,
	phone: profile?.phone,
	email: profile?.email,
});

export function createChat({ account: { chats }, channel, body }: ScopeCall): Reply {
	const asked = read(newChat, body);
	const client = chats.person(channel.id, personOf(asked.user));
	const { id } =
		chats.find(channel.id, { clientId: asked.conversation_id }) ??
		chats.open({
			channel,
			clientId: asked.conversation_id,
			source: asked.source ?? null,
			client,
		});
	const { avatar = '', phone, email } = client;
	return json(200, {
		id,
		user: { id: client.id, client_id: client.client_id, name: client.name, avatar, phone, email },
	});
}

interface Sides {
	sender: Participant;
	receiver: Participant | null;
	client: Participant;
}

function userOf({ account, channel }: ScopeCall, { ref_id: refId, name }: Sender): Participant {
	const users = account.collection('users').all();
	const isKnown = channel.bot.id === refId || users.some(({ id }) => amojoIdOfUser(id) === refId);
	if (!refId || !isKnown) {
		throw refusal(400, 'payload.sender.ref_id: neither a user of the account nor the bot');
	}
	return { id: refId, name };
}

/** Who writes to whom follows from whether there is a receiver. */
function sidesOf(call: ScopeCall, { sender, receiver }: NewMessage): Sides {
	const { account, channel } = call;
	if (receiver) {
		const writer = userOf(call, sender);
		const client = account.chats.person(channel.id, personOf(receiver));
		return { sender: writer, receiver: client, client };
	}
	const users = account.collection('users').all();
	const isOurs = users.some(({ id }) => amojoIdOfUser(id) === sender.ref_id);
	if (isOurs || sender.ref_id === channel.bot.id) {
		throw refusal(400, 'payload.receiver: required where the client is written to');
	}
	const client = account.chats.person(channel.id, personOf(sender));
	return { sender: client, receiver: null, client };
}

/** The client of a chat that a user began answers: both sides get to know each other's ids. */
function joinChat(
	{ account: { chats }, channel }: ScopeCall,
	payload: NewMessage,
): Chat | undefined {
	const { conversation_ref_id: id, conversation_id: clientId } = payload;
	if (id === undefined) return chats.find(channel.id, { clientId });
	const chat = chats.find(channel.id, { id });
	if (!chat) throw refusal(400, 'payload.conversation_ref_id: no chat of this channel');
	if (chat.clientId === null) {
		chats.name(chat, clientId);
		const { id: personId } = payload.receiver ?? payload.sender;
		if (chat.client.client_id === undefined) {
			chats.introduce(channel.id, chat.client, personId);
		}
	}
	return chat;
}

/** A quoted message must be there: in this chat, or for `forwards` in any of the channel. */
function checkQuoted(call: ScopeCall, chat: Chat | undefined, payload: NewMessage): void {
	const { chats } = call.account;
	const quotes = [
		...(payload.reply_to ? [{ quote: payload.reply_to.message, within: chat }] : []),
		...(payload.forwards?.messages ?? []).map((quote) => ({ quote, within: undefined })),
	];
	for (const { quote, within } of quotes) {
		if (quote.id === undefined && quote.msgid === undefined) continue;
		const found = chats.message(call.channel.id, { id: quote.id, clientId: quote.msgid });
		const isThere = found && (!within || chats.has(within, found));
		if (!isThere) throw refusal(400, 'payload: the quoted message does not exist');
	}
}

function answerMessage(chat: Chat, { id, clientId, sender, receiver }: ChatMessage): Reply {
	return json(200, {
		new_message: {
			conversation_id: chat.clientId,
			sender_id: sender.client_id ?? sender.id,
			receiver_id: receiver?.id ?? null,
			msgid: id,
			ref_id: clientId,
		},
	});
}

function write(call: ScopeCall, payload: NewMessage): Reply {
	const { account, channel } = call;
	const { chats } = account;
	const known = chats.message(channel.id, { clientId: payload.msgid });
	const chatOfKnown = known && chats.all().find((one) => chats.has(one, known));
	if (known && chatOfKnown) {
		if (channel.repeatedMessage === 200) return answerMessage(chatOfKnown, known);
		throw refusal(400, 'payload.msgid: there is a message with this id already');
	}
	const joined = joinChat(call, payload);
	checkQuoted(call, joined, payload);
	const { client, ...sides } = sidesOf(call, payload);
	const chat =
		joined ??
		chats.open({
			channel,
			clientId: payload.conversation_id,
			source: payload.source ?? null,
			client,
		});
	if (payload.source) chat.source = payload.source;
	const { reply_to, forwards } = payload;
	const message = chats.write(chat, {
		...sides,
		clientId: payload.msgid,
		timestamp: payload.timestamp,
		msecTimestamp: payload.msec_timestamp,
		content: {
			...payload.message,
			...(reply_to ? { reply_to } : {}),
			...(forwards ? { forwards } : {}),
		},
		isSilent: payload.silent,
	});
	if (message.receiver === null) chat.typing = null;
	addToTalk(callWithin(account, call.now), chat, message);
	return answerMessage(chat, message);
}

function setStatus(message: ChatMessage, asked: z.infer<typeof deliveryStatus>): void {
	const { status_code: status, error_code: code = 905, error: text = '' } = asked;
	message.status = status;
	message.error = status === -1 ? { code, text } : null;
}

function edit({ account, channel }: ScopeCall, payload: EditedMessage): Reply {
	const { chats } = account;
	const { id, msgid, conversation_id: clientId, conversation_ref_id: chatId } = payload;
	const chat = chats.find(channel.id, { id: chatId, clientId });
	const message =
		(id === undefined ? undefined : chats.message(channel.id, { id })) ??
		chats.message(channel.id, { clientId: msgid });
	if (!chat || !message || !chats.has(chat, message)) {
		throw refusal(400, 'payload: there is no such message to edit');
	}
	if (id !== undefined && msgid !== undefined) chats.nameMessage(channel.id, message, msgid);
	const { delivery_status: status, ...content } = payload.message;
	message.content = { ...message.content, ...content };
	message.isEdited = true;
	if (status) setStatus(message, status);
	editInTalk(account, chat, message);
	return answerMessage(chat, message);
}

export function receive(call: ScopeCall): Reply {
	const { event_type: event, payload } = read(messageEvent, call.body);
	return event === 'new_message' ? write(call, payload) : edit(call, payload);
}

/** Whose id the path has is not said: that of a hook is amoCRM's, that of an import the builder's. */
export function setDeliveryStatus({ account: { chats }, channel, name, body }: ScopeCall): Reply {
	const message = chats.message(channel.id, { id: name, clientId: name });
	if (!message) throw refusal(404, 'There is no such message');
	setStatus(message, read(deliveryStatus, body));
	return empty(200);
}

const shownPerson = ({ id, client_id, name, avatar, phone, email }: Participant) => ({
	id,
	client_id,
	name,
	avatar,
	phone,
	email,
});

/** The newest first, as in the page's sample. */
export function history({ account: { chats }, channel, name, query }: ScopeCall): Reply {
	const { offset, limit } = read(historyPage, query);
	const chat = chats.find(channel.id, { id: name, clientId: name });
	const shown = chat
		? chats
				.messages(chat)
				.reverse()
				.slice(offset, offset + limit)
		: [];
	if (shown.length === 0) return empty(204);
	const messages = shown.map(({ id, clientId, content, sender, receiver, ...times }) => ({
		timestamp: times.timestamp,
		msec_timestamp: times.msecTimestamp,
		sender: shownPerson(sender),
		...(receiver ? { receiver: shownPerson(receiver) } : {}),
		message: {
			id,
			...(clientId === null ? {} : { client_id: clientId }),
			text: '',
			media: '',
			thumbnail: '',
			file_name: '',
			file_size: 0,
			...content,
		},
	}));
	return json(200, { messages });
}

const TYPING_MS = 5000;

export function type({ account: { chats }, channel, now, body }: ScopeCall): Reply {
	const asked = read(typing, body);
	const chat = chats.find(channel.id, { clientId: asked.conversation_id });
	if (!chat) throw refusal(400, 'conversation_id: no such chat');
	const until = now * 1000 + (asked.duration_ms ?? TYPING_MS);
	chat.typing = { by: asked.sender.id, until };
	return empty(204);
}

export function react({ account: { chats }, channel, body }: ScopeCall): Reply {
	const asked = read(reaction, body);
	const chat = chats.find(channel.id, {
		id: asked.conversation_ref_id,
		clientId: asked.conversation_id,
	});
	const message = chats.message(channel.id, { id: asked.id, clientId: asked.msgid });
	if (!chat || !message || !chats.has(chat, message)) {
		throw refusal(404, 'There is no such message');
	}
	const who = asked.user.ref_id ?? asked.user.id;
	if (asked.type === 'react') message.reactions[who] = asked.emoji ?? null;
	else delete message.reactions[who];
	return empty(200);
}
