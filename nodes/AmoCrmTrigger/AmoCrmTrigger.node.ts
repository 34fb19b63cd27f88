import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { accountCredentials } from '../shared/account/parameters';
import { lookupMethods, searchInstalledAccounts } from '../shared/editor/inEditor';
import { filterLookups } from '../shared/hooks/filterProperties';
import { nodeDescription, nodeIcon, PACKAGE_NAME } from '../shared/package';
import { toNodeError } from '../shared/nodeError';
import { properties } from './description';
import { activate, deactivate } from './activate';
import { receive } from './receive';
import { watchSubscriptions } from './watch';

export class AmoCrmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Trigger',
		name: 'amoCrmTrigger',
		icon: nodeIcon,
		group: ['trigger'],
		// In version 1, n8n evaluates an expression at each call for an option that only its own Webhook node has.
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: nodeDescription,
		eventTriggerDescription: 'Waiting for one of the chosen events: make it happen in amoCRM',
		activationMessage: 'amoCRM will now start this workflow at each of the chosen events.',
		defaults: { name: 'amoCRM Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: accountCredentials,
		triggerPanel: {
			header: 'Wait for an event in amoCRM',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, click Listen and make one of the chosen events happen in amoCRM. n8n subscribes to them by itself, and ends the subscription afterwards.<br /><br /><b>To run the workflow automatically</b>, publish it.',
				active:
					'<b>While you build the workflow</b>, click Listen and make one of the chosen events happen in amoCRM.<br /><br /><b>The workflow is published</b>: each of the chosen events starts it. You find these runs in the <a data-key="executions">executions list</a>.',
			},
			activationHint:
				'Publish the workflow to have it started by every event, without this button.',
		},
		builderHint: {
			searchHint:
				'Starts on webhooks of amoCRM or Kommo, to which it subscribes by itself when the workflow is published. Needs a plan with webhooks (Advanced or Pro) and an n8n that can be reached from the internet; else use amoCrmPollingTrigger, which gives the same items.',
			relatedNodes: [
				{
					nodeType: `${PACKAGE_NAME}.amoCrmPollingTrigger`,
					relationHint: 'The same items without webhooks, on every plan',
				},
				{
					nodeType: `${PACKAGE_NAME}.amoCrm`,
					relationHint: 'Reads and changes the card of an event, whose id is in id',
				},
			],
		},
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'OK',
				path: 'amocrm-events',
			},
		],
		properties,
	};

	methods = {
		listSearch: { searchInstalledAccounts },
		loadOptions: lookupMethods(filterLookups),
	};

	webhookMethods = {
		default: {
			/** `create` checks what amoCRM has, and corrects it. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await activate(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await deactivate(this);
			},
		},
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
		return watchSubscriptions(this);
	}

	/** Because of `trigger`, n8n would ask that in vain for the items of a call to the test URL. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}
