import { randomUUID } from 'node:crypto';
import type { IDataObject, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../shared/registry/connections';
import type { OpenNote } from '../shared/registry/journal';
import { toFlag } from '../shared/fields/values';
import { openIntegration, type Integration } from '../shared/registry/integration';
import type { InstallEvent, EventHead } from './events';
import type { Page } from './pages';

export type StateCheck = 'off' | 'signed';

/** Where the tokens of a new account go. */
export type SaveAs = 'installedAccount' | 'credential';

/** What a call means to the node that received it. */
export interface TriggerContext {
	integration: Integration;
	/** The integration with the credential as it is by then: people mend it while an install waits. */
	reopen(): Promise<Integration>;
	/** The address at which the call arrived, or the one that the credential names. */
	redirectUri: string;
	stateCheck: StateCheck;
	saveAs: SaveAs;
	/** Whether integrations that amoCRM makes for each consent are accepted. */
	external: boolean;
	receivedAt: Date;
	/** Of the event that may come of the call. */
	eventId: string;
	/** Names this trigger in notes of calls; nothing while a person only tries it out. */
	owner?: string;
	/** The call cannot be lost any more: a server that waits may be answered. */
	answerServer(): void;
	/** What is to be seen is known, or nobody should wait for it any longer; who was answered before sees nothing new. */
	answerBrowser(shown: BrowserAnswer): void;
	warn(message: string): void;
}

/** What is said to the caller. */
export interface BrowserAnswer {
	status: number;
	page: Page;
}

/** What is said to the caller and what starts the workflow. */
export interface Reaction extends BrowserAnswer {
	/** Nothing: the call was a repetition, a forgery, or not meant for us. */
	event?: InstallEvent;
	/** The tokens of a new connection, for builders who ask for them. */
	tokens?: Connection['tokens'];
	/** To be closed when the event has been handed to n8n. */
	note?: OpenNote;
}

type TriggerFunctions = IWebhookFunctions | ITriggerFunctions;

/** Names a trigger among all of this n8n. */
export const triggerIdOf = (functions: TriggerFunctions): string =>
	`${functions.getWorkflow().id ?? ''}/${functions.getNode().id}`;

/** What the node was given for its work, whoever asks for it. */
export function openContext(
	functions: TriggerFunctions,
	integration: Integration,
	caller: Pick<TriggerContext, 'redirectUri' | 'answerServer' | 'answerBrowser'>,
): TriggerContext {
	const { externalIntegrations } = functions.getNodeParameter('options', {}) as IDataObject;
	return {
		integration,
		reopen: async () => await openIntegration(functions),
		redirectUri: integration.redirectUri || caller.redirectUri,
		stateCheck: functions.getNodeParameter('stateCheck', 'off') as StateCheck,
		saveAs: functions.getNodeParameter('saveAs', 'installedAccount') as SaveAs,
		external: toFlag(externalIntegrations) ?? false,
		receivedAt: new Date(),
		eventId: randomUUID(),
		owner: functions.getMode() === 'manual' ? undefined : triggerIdOf(functions),
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
