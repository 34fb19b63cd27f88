import { randomUUID } from 'node:crypto';
import type { IDataObject, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';

import { openChannel, type ChannelClient } from '../shared/channel/request';
import type { Connection } from '../shared/registry/connections';
import { toFlag } from '../shared/fields/values';
import { triggerIdOf } from '../shared/hooks/notes';
import { openIntegration, type Integration } from '../shared/registry/integration';
import type { InstallEvent, EventHead } from './events';
import type { OpenInstallNote } from './note';
import type { Page } from './pages';
import type { StatusPage } from './statusPage';

type StateCheck = 'off' | 'signed';

/** Where the tokens of a new account go. */
type SaveAs = 'installedAccount' | 'credential';

/** What a call means to the node that received it. */
export interface TriggerContext {
	integration: Integration;
	/** Reads the credential again: people may correct it while an install waits. */
	reopen(): Promise<Integration>;
	/** The address at which the call arrived, or the one that the credential names. */
	redirectUri: string;
	stateCheck: StateCheck;
	saveAs: SaveAs;
	/** Whether integrations that amoCRM makes for each consent are accepted. */
	external: boolean;
	receivedAt: Date;
	/** The chat channel that accounts are connected to, if any. */
	chat?: {
		open(): Promise<ChannelClient>;
		/** What it is called in the account; empty: by its own name. */
		title: string;
	};
	/** Id of the event that may result. */
	eventId: string;
	/** Identifies this trigger in notes of calls; missing in a test run. */
	owner?: string;
	/** Answers a waiting server, once the call cannot be lost any more. */
	answerServer(): void;
	/** Answers a waiting browser; later answers are ignored. */
	answerBrowser(answer: BrowserAnswer): void;
	warn(message: string): void;
}

/** The answer to the caller. */
export interface BrowserAnswer {
	status: number;
	page: Page | StatusPage;
}

/** The answer to the caller and the event that starts the workflow. */
export interface Reaction extends BrowserAnswer {
	/** Missing if the call was a repetition, a forgery, or not meant for us. */
	event?: InstallEvent;
	/** Further events of the same call. */
	also?: InstallEvent[];
	/** The tokens of a new connection, for builders who ask for them. */
	tokens?: Connection['tokens'];
	/** To be closed when the event has been handed to n8n. */
	note?: OpenInstallNote;
}

export type InstallFunctions = IWebhookFunctions | ITriggerFunctions;

/** What the node was given for its work, whoever asks for it. */
export function openContext(
	functions: InstallFunctions,
	integration: Integration,
	caller: Pick<TriggerContext, 'redirectUri' | 'answerServer' | 'answerBrowser'>,
): TriggerContext {
	const { chatChannelTitle, externalIntegrations } = functions.getNodeParameter(
		'options',
		{},
	) as IDataObject;
	return {
		integration,
		reopen: () => openIntegration(functions),
		redirectUri: integration.redirectUri || caller.redirectUri,
		stateCheck: functions.getNodeParameter('stateCheck', 'off') as StateCheck,
		saveAs: functions.getNodeParameter('saveAs', 'installedAccount') as SaveAs,
		external: toFlag(externalIntegrations) ?? false,
		receivedAt: new Date(),
		eventId: randomUUID(),
		owner: functions.getMode() === 'manual' ? undefined : triggerIdOf(functions),
		chat: toFlag(functions.getNodeParameter('connectChatChannel', false))
			? { open: () => openChannel(functions), title: String(chatChannelTitle ?? '').trim() }
			: undefined,
		answerServer: caller.answerServer,
		answerBrowser: caller.answerBrowser,
		warn: (message) => functions.logger.warn(message),
	};
}

export const eventHeadOf = ({ integration, receivedAt, eventId }: TriggerContext): EventHead => ({
	eventId,
	receivedAt,
	integrationId: integration.keys.clientId,
});

/** A call that is refused, and why, for the log. */
export function refused({ warn }: TriggerContext, why: string): Reaction {
	warn(`${why} The call was refused.`);
	return { status: 403, page: { kind: 'unknown' } };
}
