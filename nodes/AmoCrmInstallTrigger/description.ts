import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Open <b>Webhook URLs</b> above and enter the Production URL twice in the settings of your integration in amoCRM: as the Redirect URI and as the URL of the hook for disabling. amoCRM calls it from the internet: it must begin with https:// and must not contain localhost (if it does, set WEBHOOK_URL of n8n). It answers while the workflow is published. <a href="https://github.com/REPOSITORY-OWNER/n8n-nodes-amocrm-kommo/blob/main/docs/many-accounts.md" target="_blank">Step by step</a>',
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
		description: 'What starts the workflow. Accounts are connected and disconnected in any case.',
		options: [
			{
				name: 'Access Denied',
				value: 'denied',
				description: 'A person refused access',
			},
			{
				name: 'Account Connected',
				value: 'installed',
				description:
					'An account installed the integration, by its widget or by a button, and its tokens are stored',
			},
			{
				name: 'Chat Channel Connected',
				value: 'chatConnected',
				description:
					'After an install, your chat channel was connected to the account: an item beside that of the install. Switch on Connect Chat Channel for that.',
			},
			{
				name: 'Connection Expiring',
				value: 'expiring',
				description:
					'The stored token of an account that nobody uses, or the API key of n8n, ends within two weeks',
			},
			{
				name: 'Connection Failed',
				value: 'failed',
				description: 'A code could not be exchanged for tokens',
			},
			{
				name: 'Connection Lost',
				value: 'lost',
				description:
					'The tokens of an account can no longer be renewed or have ended, or it refuses every call: with the reason, and what to do',
			},
			{
				name: 'Connection Restored',
				value: 'restored',
				description: 'An account whose connection was lost works again',
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
					'Encrypted in the data table of installed accounts: one workflow can serve every account',
			},
			{
				name: 'Credential',
				value: 'credential',
				description:
					'As a credential named after the account, which any node can use. The API key needs credential:create and credential:update.',
			},
		],
	},
	{
		displayName: 'Connect Chat Channel',
		name: 'connectChatChannel',
		type: 'boolean',
		default: false,
		description:
			'Whether to connect your chat channel to every account that installs the integration. It must be done after each install: amoCRM disconnects it when the integration is disabled. If that fails, the account is connected all the same, and its item says why in chatProblem.',
	},
	{
		displayName: 'Accept Installs From',
		name: 'stateCheck',
		type: 'options',
		default: 'off',
		description:
			'Which links and buttons may connect an account; refusals of others do not start the workflow. Installs from the list of integrations in amoCRM carry no signature and are always accepted, and any caller can claim to be one.',
		options: [
			{
				name: 'Any Link or Button',
				value: 'off',
				description: 'Everybody who has the address can connect an account',
			},
			{
				name: 'Only Signed Links',
				value: 'signed',
				description:
					'Only links and buttons that the operation Create Install Link made for you and that have not expired',
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
				displayName: 'Accept Integrations Created by a Button',
				name: 'externalIntegrations',
				type: 'boolean',
				default: false,
				description:
					'Whether to accept integrations that amoCRM creates in an account when somebody clicks a button on a site. Give this URL to the button as both Redirect URI and Secrets URI, and accept only signed links, so that only the holder of such a link can send a secret.',
			},
			{
				displayName: 'Chat Channel Title',
				name: 'chatChannelTitle',
				type: 'string',
				default: '',
				displayOptions: { show: { '/connectChatChannel': [true] } },
				description:
					'What your chat channel is called in the account. If empty, it has the name that it was registered with.',
			},
			{
				displayName: 'Failure Page URL',
				name: 'failureUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/not-connected',
				description:
					'Where the browser is sent if the account could not be connected, with the parameters event and reason. If empty, a plain page is shown.',
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
					'Whether to put the access and refresh token into the item. They can then be read in the execution data. A refresh token works once: using it elsewhere disconnects the account.',
			},
			{
				displayName: 'Success Page URL',
				name: 'successUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/welcome',
				description:
					'Where the browser is sent after the account was connected, with the parameters event and account. If empty, a plain page is shown.',
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
