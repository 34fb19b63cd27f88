import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Open <b>Webhook URLs</b> above and paste the Production URL into the settings of your integration in amoCRM, twice: as its Redirect URI and as the URL for the disabling hook. amoCRM calls it from the internet: it must begin with https:// and must not name localhost (if it does, set WEBHOOK_URL of n8n). It answers while the workflow is published. <a href="https://github.com/n8n-nodes-amocrm-kommo/n8n-nodes-amocrm-kommo#many-accounts-with-the-install-trigger" target="_blank">Step by step</a>',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['installed'],
		description:
			'What starts the workflow. Accounts are connected and disconnected whatever is chosen here.',
		options: [
			{
				name: 'Access Denied',
				value: 'denied',
				description: 'A person chose not to give access',
			},
			{
				name: 'Account Connected',
				value: 'installed',
				description:
					'An account installed the integration, by its widget or by a button, and its tokens are stored',
			},
			{
				name: 'Connection Failed',
				value: 'failed',
				description: 'A code could not be exchanged for tokens',
			},
			{
				name: 'Integration Disabled',
				value: 'uninstalled',
				description: 'An account disabled the integration',
			},
		],
	},
	{
		displayName: 'Save As',
		name: 'saveAs',
		type: 'options',
		default: 'installedAccount',
		description:
			'Where the tokens of a new account are kept. Only one place can hold them: a refresh token works once.',
		options: [
			{
				name: 'Installed Account',
				value: 'installedAccount',
				description:
					'In the data table of installed accounts, sealed: one workflow can serve every account',
			},
			{
				name: 'Credential',
				value: 'credential',
				description:
					'As a credential named after the account, which any node can pick. The API key needs credential:create and credential:update.',
			},
		],
	},
	{
		displayName: 'Check of State',
		name: 'stateCheck',
		type: 'options',
		default: 'off',
		description:
			'Which installs by a button or a link are accepted, and which refusals start the workflow. Widget installs have no state and are not affected: whoever calls may say that it is one.',
		options: [
			{
				name: 'Off',
				value: 'off',
				description: 'Accept every install',
			},
			{
				name: 'Only Signed Links',
				value: 'signed',
				description:
					'Accept only links and buttons made by the operation Create Install Link that have not expired',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'External Integrations',
				name: 'externalIntegrations',
				type: 'boolean',
				default: false,
				description:
					'Whether to accept integrations that amoCRM makes for each click on a site button. Give the same URL to the button as its Redirect URI and its Secrets URI, and accept only signed links: then only who has such a link can send a secret.',
			},
			{
				displayName: 'Failure Page URL',
				name: 'failureUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/not-connected',
				description:
					'Where the browser is sent when the account was not connected. Parameters event and reason are added. Empty shows a plain page in Russian or English.',
			},
			{
				displayName: 'Failure Text',
				name: 'failureText',
				type: 'string',
				default: '',
				description: 'Shown on the plain page instead of the standard text',
			},
			{
				displayName: 'Include Tokens',
				name: 'includeTokens',
				type: 'boolean',
				default: false,
				description:
					'Whether to put the access and refresh token into the item. They are then readable in the execution data. A refresh token works once: using it elsewhere disconnects the stored account.',
			},
			{
				displayName: 'Success Page URL',
				name: 'successUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/welcome',
				description:
					'Where the browser is sent when the account was connected. Parameters event and account are added. Empty shows a plain page in Russian or English.',
			},
			{
				displayName: 'Success Text',
				name: 'successText',
				type: 'string',
				default: '',
				description: 'Shown on the plain page instead of the standard text',
			},
		],
	},
];
