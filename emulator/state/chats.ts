import { randomUUID } from 'node:crypto';
import { omitBy, sortBy } from 'lodash';
import type { Channel } from '../types';

/** One who writes or is written to. amocrm.ru/developers: chats/chat-webhooks. `client_id` and what follows: only of those outside of amoCRM. */
export interface Participant {
	id: string;
	client_id?: string;
	name?: string;
	avatar?: string;
	phone?: string;
	email?: string;
}

export type Person = Omit<Participant, 'id' | 'client_id'> & { client_id?: string };

export interface Chat {
	id: string;
	channel: Channel;
	/** Null: an account's user wrote first, and the client has not answered yet. */
	clientId: string | null;
	source: { external_id?: string } | null;
	client: Participant;
	/** Who writes something just now, and until when (milliseconds of the emulator's clock). */
	typing: { by: string; until: number } | null;
}

export interface ChatMessage {
	id: string;
	/** The builder's own; null: sent from the CRM. */
	clientId: string | null;
	sender: Participant;
	/** Null: the client writes. */
	receiver: Participant | null;
	timestamp: number;
	msecTimestamp: number;
	content: Record<string, unknown>;
	isSilent: boolean;
	isEdited: boolean;
	/** Null: sent, and nothing else is known. */
	status: 1 | 2 | -1 | null;
	error: { code: number; text: string } | null;
	/** By who reacted. */
	reactions: Record<string, string | null>;
}

/** A hook that waits to be sent. */
export interface ChatNews {
	channel: Channel;
	kind: 'message' | 'typing' | 'reaction';
	body: Record<string, unknown>;
}

type Names = { id?: string; clientId?: string };

/** The chats of one account, whose messages come and go by the Chats API. */
export class Chats {
	outbox: ChatNews[] = [];
	private readonly chats = new Map<string, Chat>();
	private readonly people = new Map<string, Participant>();
	private readonly written = new Map<string, ChatMessage[]>();
	/** By the builder's ids, which only one channel knows. */
	private readonly chatNames = new Map<string, Chat>();
	private readonly messageNames = new Map<string, ChatMessage>();
	private readonly messageIds = new Map<string, { channelId: string; message: ChatMessage }>();

	all(): Chat[] {
		return [...this.chats.values()];
	}

	get(id: unknown): Chat | undefined {
		return this.chats.get(String(id));
	}

	/** By either name. */
	find(channelId: string, { id, clientId }: Names): Chat | undefined {
		const byId = id === undefined ? undefined : this.chats.get(id);
		if (byId?.channel.id === channelId) return byId;
		return clientId === undefined ? undefined : this.chatNames.get(`${channelId} ${clientId}`);
	}

	open(asked: Pick<Chat, 'channel' | 'clientId' | 'client' | 'source'>): Chat {
		const chat: Chat = { id: randomUUID(), typing: null, ...asked };
		this.chats.set(chat.id, chat);
		this.written.set(chat.id, []);
		if (chat.clientId !== null) this.name(chat, chat.clientId);
		return chat;
	}

	/** The builder's id of a chat that began in the CRM. */
	name(chat: Chat, clientId: string): void {
		chat.clientId = clientId;
		this.chatNames.set(`${chat.channel.id} ${clientId}`, chat);
	}

	/** The same person for the same id of the builder's; what is told now counts. */
	person(channelId: string, { client_id: clientId, ...told }: Person): Participant {
		const known = omitBy(told, (value) => value === undefined);
		const key = `${channelId} ${clientId}`;
		const found = clientId === undefined ? undefined : this.people.get(key);
		if (found) return Object.assign(found, known);
		const made: Participant = { id: randomUUID(), ...known };
		if (clientId !== undefined) this.introduce(channelId, made, clientId);
		return made;
	}

	/** The builder's id of a person who was written to first. */
	introduce(channelId: string, person: Participant, clientId: string): void {
		person.client_id = clientId;
		this.people.set(`${channelId} ${clientId}`, person);
	}

	/** Oldest first, by their own time. */
	messages(chat: Chat): ChatMessage[] {
		return sortBy(this.written.get(chat.id), 'msecTimestamp');
	}

	message(channelId: string, { id, clientId }: Names): ChatMessage | undefined {
		const byId = id === undefined ? undefined : this.messageIds.get(id);
		if (byId?.channelId === channelId) return byId.message;
		return clientId === undefined ? undefined : this.messageNames.get(`${channelId} ${clientId}`);
	}

	has(chat: Chat, message: ChatMessage): boolean {
		return this.written.get(chat.id)?.includes(message) === true;
	}

	write(
		chat: Chat,
		asked: Omit<ChatMessage, 'id' | 'isEdited' | 'status' | 'error' | 'reactions'>,
	): ChatMessage {
		const message: ChatMessage = {
			id: randomUUID(),
			isEdited: false,
			status: null,
			error: null,
			reactions: {},
			...asked,
		};
		this.written.get(chat.id)?.push(message);
		this.messageIds.set(message.id, { channelId: chat.channel.id, message });
		if (message.clientId !== null) this.nameMessage(chat.channel.id, message, message.clientId);
		return message;
	}

	nameMessage(channelId: string, message: ChatMessage, clientId: string): void {
		message.clientId = clientId;
		this.messageNames.set(`${channelId} ${clientId}`, message);
	}
}
