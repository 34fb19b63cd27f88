import type { IDataObject } from 'n8n-workflow';

import type { ChannelClient } from './request';
import { scopeOf } from './scope';

/** How an account is to see the channel, under amoCRM's names. */
export interface ConnectionSettings extends IDataObject {
	/** The name of the channel in the account. Default: the one that it was registered with. */
	title?: string;
	/** Managers may write at any time, whatever time window the channel was registered with. */
	is_time_window_disabled?: boolean;
}

/** What amoCRM answers. */
export interface Connection extends ConnectionSettings {
	/** The account's id in amoCRM's chats. */
	account_id: string;
	scope_id: string;
}

/**
 * Connects the channel to an account. It must be done again after every install: amoCRM disconnects it when the
 * integration is disabled. Done twice it is the same as once.
 * @see https://www.amocrm.ru/developers/content/chats/chat-api-reference
 */
export async function connectChannel(
	channel: ChannelClient,
	amojoId: string,
	settings: ConnectionSettings = {},
): Promise<Connection> {
	const answer = await channel.request<Partial<Connection>>({
		method: 'POST',
		path: [channel.channelId, 'connect'],
		body: { ...settings, account_id: amojoId, hook_api_version: 'v2' },
		isRepeatable: true,
	});
	return { account_id: amojoId, scope_id: scopeOf(channel.channelId, amojoId), ...answer };
}
