import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeIcon } from '../shared/icons';
import { toNodeError } from '../shared/nodeError';
import {
	accountCredentials,
	accountParameter,
	authenticationParameter,
} from '../shared/account/parameters';
import { listSearch } from './methods/listSearch';
import { loadOptions } from './methods/loadOptions';
import { resourceMapping } from './methods/resourceMapping';
import { resources } from './resources';
import { route } from './router';

export class AmoCrm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM',
		name: 'amoCrm',
		icon: nodeIcon,
		group: ['transform'],
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Work with leads, contacts, tasks and everything else in amoCRM or Kommo, in one account or in every account that installed your integration',
		defaults: { name: 'amoCRM' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: accountCredentials,
		properties: [
			authenticationParameter,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'lead',
				options: resources.map(({ displayName, name }) => ({ name: displayName, value: name })),
			},
			{
				...accountParameter,
				displayOptions: {
					show: { authentication: ['installedAccount'] },
					hide: { resource: ['installedAccount'] },
				},
			},
			...resources.flatMap(({ properties }) => properties),
		],
	};

	methods = { listSearch, loadOptions, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await route(this)];
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
}
