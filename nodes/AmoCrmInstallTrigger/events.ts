import type { IDataObject } from 'n8n-workflow';

import { subdomainOf } from '../shared/address';
import type { Connection as ChatConnection } from '../shared/channel/connect';
import type { Connection } from '../shared/registry/connections';
import type { OwedEvent } from '../shared/registry/connectionEvents';
import type { AmoCrmProblem } from '../shared/problem';
import { cardOf, type InstalledAccount, type InstalledVia } from '../shared/registry/account';

/** What starts a workflow: the values of the parameter `events`. */
export type EventName =
	| 'installed'
	| 'denied'
	| 'uninstalled'
	| 'failed'
	| 'lost'
	| 'restored'
	| 'expiring'
	| 'chatConnected';

/** The item of an event. Holds no token, secret or code, unless tokens were asked for. */
export interface InstallEvent extends IDataObject {
	/** The same if the event is repeated after a crash. */
	id: string;
	event: EventName;
	receivedAt: string;
	integrationId: string;
}

/** What every event contains. */
export interface EventHead {
	eventId: string;
	receivedAt: Date;
	integrationId: string;
}

const head = (event: EventName, { eventId, receivedAt, integrationId }: EventHead) => ({
	id: eventId,
	event,
	receivedAt: receivedAt.toISOString(),
	integrationId,
});

export function installedEvent(
	eventHead: EventHead,
	via: InstalledVia,
	state: IDataObject,
	{ account, details, clientId, installedBy, scopes, reinstalled }: Connection,
): InstallEvent {
	const { id, event, receivedAt } = head('installed', eventHead);
	return {
		id,
		event,
		via,
		receivedAt,
		account: { ...cardOf(account), ...details },
		installedBy,
		integrationId: clientId,
		scopes,
		state,
		reinstalled,
		tokens: {
			accessExpiresAt: account.accessExpiresAt,
			refreshExpiresAt: account.refreshExpiresAt,
		},
	};
}

export function failedEvent(
	eventHead: EventHead,
	via: InstalledVia,
	state: IDataObject,
	domain: string | undefined,
	problem: AmoCrmProblem,
): InstallEvent {
	return {
		...head('failed', eventHead),
		via,
		account: domain === undefined ? {} : { domain, subdomain: subdomainOf(domain) },
		state,
		reason: problem.reason,
	};
}

export function deniedEvent(eventHead: EventHead, error: string, state: IDataObject): InstallEvent {
	return {
		...head('denied', eventHead),
		via: 'button',
		state,
		reason: {
			code: /^\w{1,40}$/.test(error) ? error : 'denied',
			message: 'The person did not give access to an account.',
			hint: '',
		},
	};
}

export function uninstalledEvent(
	eventHead: EventHead,
	accountId: number,
	known: InstalledAccount | undefined,
): InstallEvent {
	return {
		...head('uninstalled', eventHead),
		account: known ? cardOf(known) : { id: accountId },
	};
}

/** The builder's chat channel was connected to an account that has just installed the integration. */
export function chatConnectedEvent(
	eventHead: EventHead,
	account: InstalledAccount,
	{ account_id: amojoId, scope_id: scopeId, title }: ChatConnection,
): InstallEvent {
	return {
		...head('chatConnected', { ...eventHead, eventId: `${eventHead.eventId}/chat` }),
		account: { ...cardOf(account), amojoId },
		scopeId,
		...(title !== undefined && { title }),
	};
}

/** The connection of an account, or the API key of n8n, has changed or nears its end. */
export function connectionEvent(
	{ id, event, at, account, reason, lostAt, expiresAt }: OwedEvent,
	integrationId: string,
): InstallEvent {
	return {
		...head(event, { eventId: id, receivedAt: new Date(at), integrationId }),
		...(account && { account: cardOf(account) }),
		...(event === 'expiring' && { what: account ? 'refreshToken' : 'n8nApiKey', expiresAt }),
		...(event === 'restored' && { lostAt }),
		...(event === 'lost' && { needsReconnect: account?.health.needsReconnect ?? false }),
		reason,
	};
}
