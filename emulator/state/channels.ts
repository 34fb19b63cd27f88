import { randomBytes, randomUUID } from 'node:crypto';
import type { Channel, ChannelSettings } from '../types';
import type { AccountState } from './account';

/** A channel as it is connected to one account. */
export interface Scope {
	id: string;
	channel: Channel;
	account: AccountState;
	title: string;
	isTimeWindowDisabled: boolean;
}

export const SCOPE_MARK = ':scope_id';

const scopeId = (channelId: string, amojoId: string) => `${channelId}_${amojoId}`;

/** Channels of chats that amoCRM's support has registered, and where they are connected. amocrm.ru/developers: chats/chat-start. */
export class Channels {
	private readonly registered = new Map<string, Channel>();
	private readonly scopes = new Map<string, Scope>();

	register(settings: ChannelSettings, platform: Channel['platform']): Channel {
		const name = settings.name ?? 'MyMessenger';
		const channel: Channel = {
			tellsTyping: false,
			isPrivateTo: null,
			repeatedMessage: 400,
			hookShapes: 'table',
			...settings,
			name,
			id: randomUUID(),
			secret: randomBytes(20).toString('hex'),
			code: `amo.ext.${name.toLowerCase()}`,
			bot: { id: randomUUID(), client_id: 'bot', name },
			platform,
		};
		this.registered.set(channel.id, channel);
		return channel;
	}

	find(id: string): Channel | undefined {
		return this.registered.get(id);
	}

	channel(id: string): Channel {
		const found = this.registered.get(id);
		if (!found) throw new Error(`No channel ${id}`);
		return found;
	}

	/** Again after every install: what was connected before is replaced. */
	connect(scope: Omit<Scope, 'id'>): Scope {
		const id = scopeId(scope.channel.id, scope.account.amojoId);
		const connected = { id, ...scope };
		this.scopes.set(id, connected);
		return connected;
	}

	disconnect(channelId: string, account: AccountState): void {
		this.scopes.delete(scopeId(channelId, account.amojoId));
	}

	/** An integration that is switched off in an account takes its channels along. */
	disconnectAll(integrationId: string, account: AccountState): void {
		for (const { id, integrationId: owner } of this.registered.values()) {
			if (owner === integrationId) this.disconnect(id, account);
		}
	}

	scope(id: string): Scope | undefined {
		return this.scopes.get(id);
	}

	scopeIn(channelId: string, account: AccountState): Scope | undefined {
		return this.scopes.get(scopeId(channelId, account.amojoId));
	}

	clear(): void {
		this.registered.clear();
		this.scopes.clear();
	}
}
