import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { accountCredentials } from '../shared/account/parameters';
import { eventTypes } from '../shared/editor/lookup';
import { lookupMethods, searchInstalledAccounts } from '../shared/editor/inEditor';
import { filterLookups } from '../shared/hooks/filterProperties';
import { nodeIcon, PACKAGE_NAME } from '../shared/package';
import { toNodeError } from '../shared/nodeError';
import { serialize } from '../shared/serialize';
import { properties } from './description';
import { poll } from './poll';

export class AmoCrmPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM Polling Trigger',
		name: 'amoCrmPollingTrigger',
		icon: nodeIcon,
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [...$parameter["events"], ...$parameter["otherTypes"]].join(", ") }}',
		description:
			'Starts when something happens in amoCRM or Kommo, on every plan: asks for new events at an interval instead of using webhooks',
		activationMessage:
			'n8n will now ask amoCRM for new events at the chosen times. Events from before now do not start the workflow.',
		defaults: { name: 'amoCRM Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: accountCredentials,
		triggerPanel: {
			header: 'Fetch recent events from amoCRM',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, click the button to fetch some of the latest events.<br /><br /><b>To run the workflow automatically</b>, publish it: n8n then asks for new events at the chosen times.',
				active:
					'<b>While you build the workflow</b>, click the button to fetch some of the latest events.<br /><br /><b>The workflow is published</b>: n8n asks for new events at the chosen times. You find these runs in the <a data-key="executions">executions list</a>.',
			},
			activationHint: 'Publish the workflow to have n8n ask for new events by itself.',
		},
		builderHint: {
			searchHint:
				'Polls the events of amoCRM or Kommo. Use it where the plan has no webhooks or n8n cannot be reached from the internet; else use amoCrmTrigger, which is faster and gives the same items.',
			relatedNodes: [
				{
					nodeType: `${PACKAGE_NAME}.amoCrmTrigger`,
					relationHint: 'The same items by webhooks, at once',
				},
			],
		},
		properties,
	};

	methods = {
		listSearch: { searchInstalledAccounts },
		loadOptions: lookupMethods([...filterLookups, eventTypes]),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		// n8n starts the next poll even while the last one is still reading: both would read the same events.
		const trigger = `poll|${this.getWorkflow().id ?? ''}|${this.getNode().id}`;
		try {
			return await serialize(trigger, () => poll(this));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
