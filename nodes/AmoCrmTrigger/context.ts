import { uniq } from 'lodash';
import type {
	IDataObject,
	IHookFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import {
	authenticationOf,
	chosenReference,
	membersOf,
	servesEvery,
	type Member,
} from '../shared/account/members';
import { openInstalled, openSingle, type accountReference } from '../shared/account/open';
import { type AccountSession } from '../shared/account/session';
import { filtersIn, isOn, readFilters } from '../shared/hooks/filterProperties';
import { AmoCrmProblem } from '../shared/problem';
import { openIntegration, type Integration } from '../shared/registry/integration';
import { splitList } from '../shared/fields/values';

/** What n8n saves with the workflow. */
export interface Saved {
	/** Of the trigger's webhook; missing where the trigger is not active. */
	url?: string;
	/** Keys in the addresses that amoCRM is given are made with it. */
	secret?: string;
	/** Deliveries that were accepted lately, and when. */
	seen?: Record<string, number>;
}

/** What starts the workflow, and with what. */
export interface Settings {
	/** The codes of the webhooks that amoCRM is to send. */
	codes: string[];
	/** As they were chosen. */
	filters: IDataObject;
	dropRepeats: boolean;
	fullEntity: boolean;
}

/** What the trigger needs of n8n. */
export interface TriggerContext {
	/** Names the trigger among all of this n8n; while a person listens in the editor it is another one. */
	key: string;
	readonly saved: Saved;
	/** Reads the parameters. @throws AmoCrmProblem `badInput` */
	readSettings(): Settings;
	/** Whether the accounts are those that installed an integration. */
	readonly isForInstalled: boolean;
	/** Whether every account that installed the integration starts the workflow. */
	readonly isForEvery: boolean;
	members(): Promise<Member[]>;
	openIntegration(): Promise<Integration>;
	/** The account that was chosen among the installed ones. */
	chosenAccount(integration: Integration): ReturnType<typeof accountReference>;
	openAccount(accountId: number): Promise<AccountSession>;
	warn(message: string): void;
}

type ContextFunctions = IHookFunctions | ITriggerFunctions | IWebhookFunctions;

function settingsOf(functions: ContextFunctions): Settings {
	const options = functions.getNodeParameter('options', {}) as IDataObject;
	const codes = [functions.getNodeParameter('events', []), options.otherCodes].flatMap((list) =>
		splitList(list ?? []).map(String),
	);
	if (codes.length === 0) {
		throw new AmoCrmProblem('badInput', 'No event was chosen.', {
			hint: 'Choose what starts the workflow under Events.',
		});
	}
	const filters = filtersIn(functions.getNodeParameter('filters', {}), functions.getNode());
	// A filter that cannot be read is refused now, not when something happens.
	readFilters(filters);
	return {
		codes: uniq(codes),
		filters,
		dropRepeats: isOn('Drop Repeats', options.dropRepeats),
		fullEntity: isOn('Full Entity', options.fullEntity),
	};
}

export function openContext(functions: ContextFunctions): TriggerContext {
	const use = functions.getMode() === 'manual' ? 'test' : 'live';
	return {
		key: `${functions.getWorkflow().id ?? ''}/${functions.getNode().id}/${use}`,
		get saved() {
			return functions.getWorkflowStaticData('node');
		},
		readSettings: () => settingsOf(functions),
		get isForInstalled() {
			return authenticationOf(functions) === 'installedAccount';
		},
		get isForEvery() {
			return servesEvery(functions);
		},
		members: () => membersOf(functions),
		openIntegration: () => openIntegration(functions),
		chosenAccount: (integration) => chosenReference(functions, integration),
		async openAccount(accountId) {
			const authentication = authenticationOf(functions);
			if (authentication !== 'installedAccount') return await openSingle[authentication](functions);
			return await openInstalled(await openIntegration(functions), { accountId });
		},
		warn: (message) => functions.logger.warn(message),
	};
}
