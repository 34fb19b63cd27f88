import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { settle } from '../shared/settle';
import { nodeIcon } from '../shared/icons';
import { toNodeError } from '../shared/nodeError';
import { openIntegration } from '../shared/registry/integration';
import { openIntegrationForCall } from '../shared/registry/integrationForCall';
import { answerPage, answerRefusal, answerServer } from './answer';
import { readIncomingCall } from './calls';
import { properties } from './description';
import { handleCall } from './handlers';
import { openContext } from './context';

/** An expression costs an isolate per call, but there is no other way to let the workflow answer. */
const RESPONSE_MODE = '={{ $parameter["responseMode"] || "onReceived" }}';

export class AmoCrmWidgetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Widget Trigger',
		name: 'amoCrmWidgetTrigger',
		icon: nodeIcon,
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["calls"].join(", ") }}',
		description:
			'Starts on calls from your amoCRM or Kommo widget: its front end, Salesbot, Digital Pipeline',
		defaults: { name: 'amoCRM Widget Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'amoCrmIntegrationApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: RESPONSE_MODE,
				path: 'amocrm-widget',
			},
			{
				// n8n allows two names of webhooks; front ends may use GET too.
				name: 'setup',
				httpMethod: 'GET',
				responseMode: RESPONSE_MODE,
				path: 'amocrm-widget',
			},
		],
		properties,
	};

	// amoCRM cannot be told the address by API: it is written in the widget's code.
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
		const integration = await openIntegrationForCall(this);
		const context = openContext(this, integration, () => answerServer(response));
		const handled = await settle(handleCall(readIncomingCall(this), context));
		if (!handled.ok) {
			answerRefusal(this, handled.error);
			return { noWebhookResponse: true };
		}
		const noWebhookResponse = answerPage(this);
		const workflowData = handled.value.length > 0 ? [handled.value] : undefined;
		return { noWebhookResponse, workflowData };
	}
}
