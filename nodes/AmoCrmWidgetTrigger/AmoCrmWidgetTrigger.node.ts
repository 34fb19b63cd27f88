import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { checkedOnActivation } from '../shared/hooks/checkedOnActivation';
import { settle } from '../shared/settle';
import { nodeIcon, PACKAGE_NAME } from '../shared/package';
import { openIntegration, openIntegrationForCall } from '../shared/registry/integration';
import { answerPage, answerRefusal, answerBot } from './answer';
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
		eventTriggerDescription: 'Waiting for your widget to call the Test URL',
		activationMessage: 'Your widget can now call the Production URL of this trigger.',
		defaults: { name: 'amoCRM Widget Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'amoCrmIntegrationApi', required: true }],
		triggerPanel: {
			header: 'Wait for a call of your widget',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, give the Test URL to your widget, click Listen and have the widget call it.<br /><br /><b>To run the workflow automatically</b>, give the Production URL to your widget and publish the workflow.',
				active:
					'<b>While you build the workflow</b>, give the Test URL to your widget, click Listen and have the widget call it.<br /><br /><b>The workflow is published</b>: calls of the Production URL start it. You find these runs in the <a data-key="executions">executions list</a>.',
			},
			activationHint: 'Publish the workflow and give the Production URL to your widget.',
		},
		builderHint: {
			searchHint:
				'Starts on calls of an amoCRM or Kommo widget: of its page in the CRM, of a Salesbot step, or of the Digital Pipeline. Not for events of the CRM: these are amoCrmTrigger.',
			relatedNodes: [
				{
					nodeType: `${PACKAGE_NAME}.amoCrm`,
					relationHint: 'Lets a waiting bot go on: resource salesbot, operation continue',
				},
			],
		},
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
		default: checkedOnActivation(openIntegration),
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const response = this.getResponseObject();
		const integration = await openIntegrationForCall(this);
		const context = openContext(this, integration, () => answerBot(response));
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
