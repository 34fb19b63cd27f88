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
import { readChannel } from '../shared/channel/credential';
import { checkNotes } from '../shared/hooks/notes';
import { toNodeError } from '../shared/nodeError';
import { nodeIcon, PACKAGE_NAME } from '../shared/package';
import { properties, webhook } from './description';
import { receive, watchHooks } from './receive';

export class AmoCrmChatTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Chat Trigger',
		name: 'amoCrmChatTrigger',
		icon: nodeIcon,
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts when somebody in amoCRM or Kommo writes, reacts or types in your own chat channel',
		eventTriggerDescription:
			'Waiting for a hook of your chat channel: answer a client in a card whose channel calls the Test URL',
		activationMessage:
			'What is written in amoCRM through your chat channel now starts this workflow, if the channel is registered with the Production URL.',
		defaults: { name: 'amoCRM Chat Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'amoCrmChatChannelApi', displayName: 'Chat Channel', required: true },
			{ name: 'amoCrmIntegrationApi', displayName: 'Integration', required: true },
		],
		triggerPanel: {
			header: 'Wait for a message of a manager',
			executionsHelp: {
				inactive:
					'<b>To receive messages</b>, have your channel registered with the Production URL and publish the workflow.<br /><br /><b>To try it out while you build the workflow</b>, have a channel for tests registered with the Test URL, click Listen and answer a client in its chat.',
				active:
					'<b>The workflow is published</b>: what is written in amoCRM through your channel starts it. You find these runs in the <a data-key="executions">executions list</a>.<br /><br /><b>To try it out while you build the workflow</b>, have a channel for tests registered with the Test URL, click Listen and answer a client in its chat.',
			},
			activationHint:
				'Publish the workflow: amoCRM sends each message once, and only a published workflow receives it.',
		},
		builderHint: {
			searchHint:
				"Receives what managers and bots write in amoCRM or Kommo to clients of a messenger of one's own (Chats API), for all accounts at one address. Not for messages of other channels: these are amoCrmTrigger with the event add_message.",
			relatedNodes: [
				{
					nodeType: `${PACKAGE_NAME}.amoCrm`,
					relationHint:
						'Sends the messages of clients to amoCRM, answers, and reports what was delivered: resource chat',
				},
			],
		},
		webhooks: [webhook],
		properties,
	};

	// The address of a channel is set by the support of amoCRM.
	webhookMethods = {
		default: checkedOnActivation(async (functions) => {
			await readChannel(functions);
			await checkNotes(functions);
		}),
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		try {
			return await receive(this);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}

	/** After a restart n8n does not activate webhooks again, only this. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return watchHooks(this);
	}

	/** Because of `trigger`, n8n would ask that in vain for the items of a call to the test URL. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}
