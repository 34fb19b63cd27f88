import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { accountCredentials } from '../shared/account/parameters';
import { eventTypes } from '../shared/editor/lookup';
import { searchInstalledAccounts } from '../shared/editor/installedAccounts';
import { lookupMethods } from '../shared/editor/inEditor';
import { filterLookups } from '../shared/hooks/filterProperties';
import { nodeIcon } from '../shared/icons';
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
			'Starts when something happens in amoCRM or Kommo, on every plan: asks the account for its events, again and again',
		defaults: { name: 'amoCRM Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: accountCredentials,
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
			return await serialize(trigger, async () => await poll(this));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
