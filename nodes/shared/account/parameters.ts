import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import type { Authentication } from './session';

/** Which installed account: from the list, by address, by number. Every node names it in this way. */
export const accountParameter: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	builderHint: {
		propertyHint:
			'In a workflow that serves many accounts use mode domain with an expression for account.domain of the item that a trigger of this package gave.',
	},
	description:
		'One of the accounts that installed the integration. To serve every account with one workflow, choose By Address and use an expression with the domain that the install trigger puts into its item. An address can pass to another account when one is renamed: choose By ID where it must always be the same account.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchInstalledAccounts', searchable: true },
		},
		{
			displayName: 'By Address',
			name: 'domain',
			type: 'string',
			placeholder: 'e.g. example.amocrm.ru',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 31000100',
		},
		{
			displayName: 'By Your ID',
			name: 'externalId',
			type: 'string',
			placeholder: 'e.g. customer-17',
			hint: 'The External ID that you gave the account, by its install link or by Update',
		},
	],
};

/** How the node reaches an account; n8n shows the credential that belongs to the choice. */
export const authenticationParameter: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	default: 'oAuth2',
	builderHint: {
		propertyHint:
			'oAuth2 or token for one account. installedAccount only for an integration that many accounts install by the amoCRM Install Trigger; the account is then chosen by the parameter account.',
	},
	options: [
		{ name: 'Installed Account', value: 'installedAccount' },
		{ name: 'Long-Lived Token', value: 'token' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
};

/** Which accounts start a workflow: the connected one, a chosen one, or all that installed the integration. */
export const accountsParameters: INodeProperties[] = [
	authenticationParameter,
	{
		displayName: 'Accounts',
		name: 'accounts',
		type: 'options',
		default: 'chosen',
		displayOptions: { show: { authentication: ['installedAccount'] } },
		options: [
			{
				name: 'Chosen Account',
				value: 'chosen',
				description: 'One of the accounts that installed the integration',
			},
			{
				name: 'Every Installed Account',
				value: 'every',
				description:
					'All of them: an account begins to start the workflow when it installs the integration, and ends when it disables it',
			},
		],
	},
	{
		...accountParameter,
		displayOptions: { show: { authentication: ['installedAccount'], accounts: ['chosen'] } },
	},
];

const CREDENTIALS: Record<Authentication, string> = {
	oAuth2: 'amoCrmOAuth2Api',
	token: 'amoCrmTokenApi',
	installedAccount: 'amoCrmIntegrationApi',
};

/** The credentials of a node with the parameter `authentication`. */
export const accountCredentials: INodeCredentialDescription[] = Object.entries(CREDENTIALS).map(
	([authentication, name]) => ({
		name,
		required: true,
		displayOptions: { show: { authentication: [authentication] } },
	}),
);
