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
import { searchInstalledAccounts } from '../shared/editor/installedAccounts';
import { lookupMethods } from '../shared/editor/inEditor';
import { filterLookups } from '../shared/hooks/filterProperties';
import { nodeIcon } from '../shared/icons';
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
		description:
			'Starts when something happens in amoCRM or Kommo, in one account or in every account that installed your integration',
		defaults: { name: 'amoCRM Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: accountCredentials,
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
