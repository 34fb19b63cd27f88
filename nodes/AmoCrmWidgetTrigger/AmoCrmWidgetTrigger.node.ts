import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { attempt } from '../shared/attempt';
import { answerAtOnce, answerRefusal } from './answer';
import { readArrival } from './calls';
import { properties } from './description';
import { handleCall } from './handlers';
import { openSituation } from './situation';

const webhook: Omit<IWebhookDescription, 'name' | 'httpMethod'> = {
	// Costs an isolate per call; there is no other way to let the workflow answer.
	responseMode: '={{ $parameter["responseMode"] || "onReceived" }}',
	path: 'amocrm-widget',
};

export class AmoCrmWidgetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Widget Trigger',
		name: 'amoCrmWidgetTrigger',
		icon: {
			light: 'file:../../credentials/icons/amocrm.svg',
			dark: 'file:../../credentials/icons/amocrm.dark.svg',
		},
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
			{ ...webhook, name: 'default', httpMethod: 'POST' },
			// n8n knows two names of webhooks; a front end may also ask by GET.
			{ ...webhook, name: 'setup', httpMethod: 'GET' },
		],
		properties,
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const situation = await openSituation(this);
		const handled = await attempt(handleCall(readArrival(this), situation));
		if (!handled.ok) {
			answerRefusal(this, handled.error);
			return { noWebhookResponse: true };
		}
		const { kind, items } = handled.value;
		const noWebhookResponse = answerAtOnce(this, kind);
		return { noWebhookResponse, workflowData: items.length > 0 ? [items] : undefined };
	}
}
