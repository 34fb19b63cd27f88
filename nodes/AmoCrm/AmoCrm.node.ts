import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeCredentialDescription,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeDescription, nodeIcon, PACKAGE_NAME } from '../shared/package';
import { toNodeError } from '../shared/nodeError';
import {
	accountCredentials,
	accountParameter,
	authenticationParameter,
} from '../shared/account/parameters';
import { CHANNEL_CREDENTIAL } from '../shared/channel/credential';
import { listSearch, loadOptions, resourceMapping } from './methods';
import { resources } from './resources';
import { chatResource } from './resources/chat';
import { route } from './router';

/** Where nobody's account is needed, none is asked for. */
const hideOffline = { operation: resources.flatMap(({ offline }) => offline) };

/** Nor where the input says which it is. */
const findingAccount = resources.flatMap(({ operations }) =>
	operations.filter(({ findsAccount }) => findsAccount).map(({ name }) => name),
);

const allButChat = resources.filter((one) => one !== chatResource).map(({ name }) => name);

const credentials: INodeCredentialDescription[] = [
	...accountCredentials.map((credential) => ({
		...credential,
		displayOptions: { ...credential.displayOptions, hide: hideOffline },
	})),
	{
		name: CHANNEL_CREDENTIAL,
		displayName: 'Chat Channel',
		// A reply may go another way.
		required: false,
		// n8n places credentials below the last parameter that a `show` of theirs names: Account must follow them.
		displayOptions: { hide: { resource: allButChat } },
	},
];

export class AmoCrm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'amoCRM',
		name: 'amoCrm',
		icon: nodeIcon,
		group: ['transform'],
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: nodeDescription,
		defaults: { name: 'amoCRM' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		builderHint: {
			searchHint:
				'amoCRM and Kommo are the same CRM. Deals are called leads here. For a request that no operation covers use the resource customRequest: it signs and paces the call. Do not use an HTTP Request node.',
			relatedNodes: [
				{
					nodeType: `${PACKAGE_NAME}.amoCrmTrigger`,
					relationHint: 'Starts a workflow on events of the CRM',
				},
				{
					nodeType: `${PACKAGE_NAME}.amoCrmInstallTrigger`,
					relationHint: 'Connects the accounts that authentication installedAccount acts in',
				},
			],
		},
		credentials,
		properties: [
			{ ...authenticationParameter, displayOptions: { hide: hideOffline } },
			{
				...accountParameter,
				displayOptions: {
					show: { authentication: ['installedAccount'] },
					hide: {
						operation: [...hideOffline.operation, ...findingAccount],
						resource: ['installedAccount'],
					},
				},
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'lead',
				options: resources.map(({ displayName, name }) => ({ name: displayName, value: name })),
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
