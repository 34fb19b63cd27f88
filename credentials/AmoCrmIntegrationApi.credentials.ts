import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { rateScope, requestsPerSecond } from '../nodes/shared/account/credentialProperties';
import { credentialIcon } from '../nodes/shared/package';

export class AmoCrmIntegrationApi implements ICredentialType {
	name = 'amoCrmIntegrationApi';

	displayName = 'amoCRM Integration for Many Accounts API';

	icon = credentialIcon;

	documentationUrl =
		'https://github.com/REPOSITORY-OWNER/n8n-nodes-amocrm-kommo/blob/main/docs/many-accounts.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'For an integration that many accounts install. To work in one account of your own, use amoCRM OAuth2 API or amoCRM Long-Lived Token API: they need less.',
			name: 'purposeNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 0f7a6c5e-1b2d-4c3e-8f90-a1b2c3d4e5f6',
			hint: 'Integration ID in amoCRM',
			description: 'In amoCRM: Integration ID on the Keys and Scopes tab of the integration',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'Secret Key in amoCRM',
			description:
				'In amoCRM: Secret Key on the same tab. The stored tokens are encrypted with it: when it changes, enter the former one as Previous Secret, else every account must connect again.',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only after you have changed the secret in amoCRM',
			description:
				'The client secret from before the change. What was encrypted or signed with it is still accepted, and stored tokens are encrypted again with the new one as they are used, so that no account has to connect again. Empty this field when the operation Keep Alive has renewed all accounts.',
		},
		{
			displayName: 'Redirect URI',
			name: 'redirectUri',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…/amocrm',
			hint: 'Leave empty unless you use the operation Connect by Code',
			description:
				'Must equal the Redirect URI in the settings of the integration in every character: the Production URL of the amoCRM Install Trigger. If it is empty, the trigger uses the address at which the call arrives. Connect by Code cannot work without it.',
		},
		{
			displayName: 'n8n API Key',
			name: 'n8nApiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'Make it under Settings > n8n API with No Expiration: otherwise all accounts stop after 30 days',
			description:
				'The accounts are kept in a data table of this n8n, which nodes reach through its API. Make a key under Settings > n8n API with the scopes dataTable:list, dataTable:create, dataTableRow:read, dataTableRow:create, dataTableRow:update and dataTableRow:delete; dataTableColumn:create updates the table of an older release. For Save As: Credential add credential:create and credential:update. A key expires after 30 days unless No Expiration is chosen; the log of n8n warns two weeks before.',
		},
		{
			displayName: 'n8n API URL',
			name: 'n8nApiUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://localhost:5678',
			description:
				'Where the nodes reach the API of this n8n. Empty means its public address. An internal address is faster, and works where the public one cannot be reached from inside. If N8N_PUBLIC_API_ENDPOINT is set, enter the address of the API itself, such as http://localhost:5678/my-api/v1. If this is empty, the test of this credential uses http://localhost:5678.',
		},
		{
			displayName: 'Additional Account Domains',
			name: 'extraDomains',
			type: 'string',
			default: '',
			placeholder: 'e.g. crm.example.com',
			description:
				'Accounts are accepted under amocrm.ru, amocrm.com and kommo.com. List further domains here, separated by commas, only if amoCRM told you that your accounts live there: the client secret is sent to them.',
		},
		{
			...requestsPerSecond,
			description:
				'How many requests all processes of this n8n together may send in a second. amoCRM allows an integration 7 in an account and blocks those who go on above it. Workers and webhook processes share this by themselves; lower it only by what other programs with the same integration use. Below 1 is fine: 0.5 is a request every two seconds.',
		},
		rateScope,
	];

	test: ICredentialTestRequest = {
		request: {
			url: '={{ (($credentials.n8nApiUrl || "").trim() || "http://localhost:5678").replace(/\\/+$/, "").replace(/\\/api$/, "").replace(/^(?!.+\\/[\\w-]+\\/v1$).*$/, "$&/api/v1") }}/data-tables?limit=1',
			headers: { 'X-N8N-API-KEY': '={{ $credentials.n8nApiKey }}' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'n8n does not know this API key.' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'The API key lacks the data table scopes.' },
			},
		],
	};
}
