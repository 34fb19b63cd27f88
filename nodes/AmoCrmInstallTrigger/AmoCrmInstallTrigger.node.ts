import {
	NodeConnectionTypes,
	type IDataObject,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { toNodeError } from '../shared/nodeError';
import { openIntegration } from '../shared/registry/integration';
import { answerBrowser, answerServer, type PageOptions } from './answer';
import { readCall } from './calls';
import { properties } from './description';
import type { EventName } from './events';
import {
	handleCall,
	isAnsweredFirst,
	type Reaction,
	type SaveAs,
	type Situation,
	type StateCheck,
} from './handlers';

interface Options extends PageOptions {
	includeTokens?: boolean;
}

async function situationOf(functions: IWebhookFunctions): Promise<Situation> {
	const integration = await openIntegration(functions);
	// `getNodeWebhookUrl` knows only the production address.
	const calledAt =
		functions.getWebhookResourceUrl?.('default') ?? functions.getNodeWebhookUrl('default');
	return {
		integration,
		redirectUri: integration.redirectUri || (calledAt ?? ''),
		stateCheck: functions.getNodeParameter('stateCheck', 'off') as StateCheck,
		saveAs: functions.getNodeParameter('saveAs', 'installedAccount') as SaveAs,
		receivedAt: new Date(),
	};
}

/** The item that starts the workflow, if this event is one that the builder chose. */
function startsWith(
	functions: IWebhookFunctions,
	reaction: Reaction,
	options: Options,
): IWebhookResponseData {
	const events = functions.getNodeParameter('events', []) as EventName[];
	const { event, tokens } = reaction;
	if (!event || !events.includes(event.event)) return { noWebhookResponse: true };
	const withTokens = options.includeTokens && tokens;
	const json: IDataObject = withTokens
		? { ...event, tokens: { ...(event.tokens as IDataObject), ...tokens } }
		: event;
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}

function log(functions: IWebhookFunctions, { event, status }: Reaction): void {
	const reason = event?.reason as { code: string; message: string; hint: string } | undefined;
	if (event?.event === 'failed') {
		functions.logger.warn(
			`amoCRM install failed (${reason?.code}): ${reason?.message} ${reason?.hint}`,
		);
	} else if (status === 403) {
		functions.logger.warn(
			'A call with a wrong signature asked to disable an amoCRM account; it was refused.',
		);
	}
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
					await openIntegration(this);
				} catch (error) {
					throw toNodeError(this.getNode(), error);
				}
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const response = this.getResponseObject();
		const options = this.getNodeParameter('options', {}) as Options;
		const call = readCall(this.getQueryData() as Record<string, unknown>);
		const situation = await situationOf(this);
		const answeredFirst = isAnsweredFirst(call, situation);
		if (answeredFirst) answerServer(response);
		const reaction = await handleCall(call, situation);
		if (!answeredFirst) {
			const language = (this.getHeaderData() as Record<string, string | undefined>)[
				'accept-language'
			];
			answerBrowser(response, reaction, options, language);
		}
		log(this, reaction);
		return startsWith(this, reaction, options);
	}
}
