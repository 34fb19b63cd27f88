import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { checkedOnActivation } from '../shared/hooks/checkedOnActivation';
import { answerServer } from '../shared/hooks/call';
import { checkNotes } from '../shared/hooks/notes';
import { nodeIcon, PACKAGE_NAME } from '../shared/package';
import { openIntegrationForCall } from '../shared/registry/integration';
import { answerBrowser, type PageOptions } from './answer';
import { readCall } from './calls';
import { properties } from './description';
import { handleCall } from './handlers';
import { openContext } from './context';
import { startWorkflow } from './start';
import { watchInstalls } from './watch';

export class AmoCrmInstallTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Install Trigger',
		name: 'amoCrmInstallTrigger',
		icon: nodeIcon,
		group: ['trigger'],
		// In version 1, n8n evaluates an expression at each call for an option that only its own Webhook node has.
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts when an account installs, refuses or disables your amoCRM or Kommo integration',
		eventTriggerDescription:
			'Waiting for an install: connect an account to the integration whose Redirect URI is the Test URL',
		activationMessage:
			'Accounts can now install your integration, if its Redirect URI in amoCRM is the Production URL of this trigger.',
		defaults: { name: 'amoCRM Install Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'amoCrmIntegrationApi', displayName: 'Integration', required: true },
			{
				name: 'amoCrmChatChannelApi',
				displayName: 'Chat Channel',
				required: true,
				displayOptions: { show: { connectChatChannel: [true] } },
			},
		],
		triggerPanel: {
			header: 'Wait for an account to install the integration',
			executionsHelp: {
				inactive:
					'<b>To connect accounts</b>, enter the Production URL in the settings of your integration in amoCRM and publish the workflow.<br /><br /><b>To try it out while you build the workflow</b>, enter the Test URL as the Redirect URI of an integration for tests, click Listen and install that one.',
				active:
					'<b>The workflow is published</b>: accounts that install your integration are connected and start it. You find these runs in the <a data-key="executions">executions list</a>.<br /><br /><b>To try it out while you build the workflow</b>, enter the Test URL as the Redirect URI of an integration for tests, click Listen and install that one.',
			},
			activationHint: 'Publish the workflow: accounts can only be connected while it is published.',
		},
		hints: [
			{
				message:
					'Include Tokens is on: the nodes after this one receive the tokens of the accounts, and the execution data keeps them. A refresh token works once, so do not use it elsewhere.',
				type: 'warning',
				location: 'outputPane',
				whenToDisplay: 'always',
				displayCondition: '={{ $parameter["options"]["includeTokens"] === true }}',
			},
		],
		builderHint: {
			searchHint:
				'Connects every account that installs your amoCRM or Kommo integration: use it once, in a workflow of its own. Other workflows then act in these accounts by authentication installedAccount. A workflow for one account of your own does not need it.',
			relatedNodes: [
				{
					nodeType: `${PACKAGE_NAME}.amoCrm`,
					relationHint: 'Acts in the account that was connected: account.domain of the item',
				},
			],
		},
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
				ndvHideUrl: true,
			},
		],
		// Of Include Tokens: n8n shows them to nobody who looks at an execution.
		sensitiveOutputFields: ['tokens.accessToken', 'tokens.refreshToken'],
		properties,
	};

	// amoCRM offers no method that sets the Redirect URI: people paste it into the integration's settings.
	webhookMethods = {
		default: checkedOnActivation(checkNotes),
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const response = this.getResponseObject();
		const isPost = this.getWebhookName() === 'setup';
		const call = isPost
			? // n8n reads no body of a type that it does not know.
				readCall('POST', this.getBodyData() ?? {})
			: readCall('GET', this.getQueryData() as Record<string, unknown>);
		const context = openContext(this, await openIntegrationForCall(this), {
			// `getNodeWebhookUrl` knows only the production address.
			redirectUri:
				this.getWebhookResourceUrl?.('default') ?? this.getNodeWebhookUrl('default') ?? '',
			answerServer() {
				if (!response.headersSent) answerServer(response, 200);
			},
			answerBrowser: (shown) => {
				// n8n compresses answers: one that was given may not have ended yet.
				if (response.headersSent) return;
				const options = this.getNodeParameter('options', {}) as PageOptions;
				const headers = this.getHeaderData() as Record<string, string | undefined>;
				answerBrowser(response, shown, options, headers['accept-language']);
			},
		});
		const reaction = await handleCall(call, context);
		if (isPost) answerServer(response, reaction.status);
		else context.answerBrowser(reaction);
		let workflowData: INodeExecutionData[][] | undefined;
		startWorkflow(this, reaction, (items) => {
			workflowData = items;
		});
		return { noWebhookResponse: true, workflowData };
	}

	/** After a restart n8n does not activate webhooks again, only this. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return watchInstalls(this);
	}

	/** Beside `trigger`, n8n would ask that in vain for the items of a call to the test URL. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}
