import {
	NodeConnectionTypes,
	sleep,
	type IDataObject,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { attempt } from '../shared/attempt';
import { toNodeError } from '../shared/nodeError';
import { openIntegration } from '../shared/registry/integration';
import { answerBrowser, answerServer, type PageOptions } from './answer';
import { readCall } from './calls';
import { properties } from './description';
import type { EventName } from './events';
import { handleCall } from './handlers';
import type { Reaction, SaveAs, Situation, StateCheck } from './situation';
import { ownerOf, startWatch, stopWatch } from './watch';

interface Options extends PageOptions {
	includeTokens?: boolean;
	externalIntegrations?: boolean;
}

async function situationOf(functions: IWebhookFunctions, options: Options): Promise<Situation> {
	const integration = await openIntegration(functions);
	// `getNodeWebhookUrl` knows only the production address.
	const calledAt =
		functions.getWebhookResourceUrl?.('default') ?? functions.getNodeWebhookUrl('default');
	return {
		integration,
		reopen: async () => await openIntegration(functions),
		redirectUri: integration.redirectUri || (calledAt ?? ''),
		stateCheck: functions.getNodeParameter('stateCheck', 'off') as StateCheck,
		saveAs: functions.getNodeParameter('saveAs', 'installedAccount') as SaveAs,
		external: options.externalIntegrations ?? false,
		receivedAt: new Date(),
		owner: functions.getMode() === 'manual' ? undefined : ownerOf(functions),
		answerServer: () => answerServer(functions.getResponseObject(), 200),
		warn: (message) => functions.logger.warn(message),
	};
}

/** A note that outlives its event by a moment brings the event again after a crash; one that dies first loses it. */
const HAND_OVER_MS = 15_000;

async function closeWhenHandedOver({ note }: Reaction, isStarted: boolean): Promise<void> {
	if (!note) return;
	if (isStarted) await sleep(HAND_OVER_MS);
	// If the table is away the note stays, and its event comes again.
	await attempt(note.close());
}

/** The item that starts the workflow, if this event is one that the builder chose. */
function startsWith(
	functions: IWebhookFunctions,
	reaction: Reaction,
	options: Options,
): IWebhookResponseData {
	const events = functions.getNodeParameter('events', []) as EventName[];
	const { event, tokens } = reaction;
	const isStarted = event !== undefined && events.includes(event.event);
	void closeWhenHandedOver(reaction, isStarted);
	if (!isStarted) return { noWebhookResponse: true };
	const withTokens = options.includeTokens && tokens;
	const json: IDataObject = withTokens
		? { ...event, tokens: { ...(event.tokens as IDataObject), ...tokens } }
		: event;
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}

function logFailure({ logger }: IWebhookFunctions, { event }: Reaction): void {
	if (event?.event !== 'failed') return;
	const { code, message, hint } = event.reason as Record<string, string>;
	logger.warn(`amoCRM install failed (${code}): ${message} ${hint}`);
}

export class AmoCrmInstallTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Install Trigger',
		name: 'amoCrmInstallTrigger',
		icon: {
			light: 'file:../../credentials/icons/amocrm.svg',
			dark: 'file:../../credentials/icons/amocrm.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts when an account installs, refuses or disables your amoCRM or Kommo integration',
		defaults: { name: 'amoCRM Install Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'amoCrmIntegrationApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				path: 'amocrm',
			},
			{
				// n8n knows two names of webhooks; external integrations post their secrets here.
				name: 'setup',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: 'amocrm',
			},
		],
		properties,
	};

	// amoCRM offers no method that sets the Redirect URI: people paste it into the integration's settings.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				try {
					const { accounts } = await openIntegration(this);
					// A restart must not leave the trigger off because its table is slow to come back.
					if (this.getActivationMode() !== 'init') await accounts.checkStorage();
				} catch (error) {
					throw toNodeError(this.getNode(), error);
				}
				startWatch(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				stopWatch(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const response = this.getResponseObject();
		const options = this.getNodeParameter('options', {}) as Options;
		const isPost = this.getWebhookName() === 'setup';
		const call = isPost
			? readCall('POST', this.getBodyData())
			: readCall('GET', this.getQueryData() as Record<string, unknown>);
		const reaction = await handleCall(call, await situationOf(this, options));
		if (isPost) answerServer(response, reaction.status);
		else if (!response.writableEnded) {
			const headers = this.getHeaderData() as Record<string, string | undefined>;
			answerBrowser(response, reaction, options, headers['accept-language']);
		}
		logFailure(this, reaction);
		return startsWith(this, reaction, options);
	}
}
