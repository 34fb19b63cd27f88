import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { rateScope, requestsPerSecond } from '../nodes/shared/account/rateParameters';
import { credentialIcon } from '../nodes/shared/icons';

export class AmoCrmIntegrationApi implements ICredentialType {
	name = 'amoCrmIntegrationApi';

	displayName = 'amoCRM Integration API';

	icon = credentialIcon;

	documentationUrl =
		'https://github.com/n8n-nodes-amocrm-kommo/n8n-nodes-amocrm-kommo#many-accounts-with-the-install-trigger';

	properties: INodeProperties[] = [
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 0f7a6c5e-1b2d-4c3e-8f90-a1b2c3d4e5f6',
			hint: 'Integration ID in amoCRM',
			description: 'Called Integration ID in amoCRM, on the Keys and Scopes tab of the integration',
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
				'Called Secret Key in amoCRM, on the same tab. The stored tokens are sealed with it: after a change put the former one into Previous Secret, else the accounts must connect again.',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only after the secret was changed in amoCRM',
			description:
				'The client secret that was used before. What was sealed or signed with it is still accepted, and stored tokens are sealed anew as they are used: no account has to connect again. Empty it when Keep Alive has renewed all accounts.',
		},
		{
			displayName: 'Redirect URI',
			name: 'redirectUri',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…/amocrm',
			hint: 'The install trigger works without it, Connect by Code does not',
			description:
				"As in the integration's settings, to the last character. Leave it empty to use the address at which the install call arrives. Connecting by a copied code needs it.",
		},
		{
			displayName: 'n8n API Key',
			name: 'n8nApiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'From Settings > n8n API, with Expiration set to No Expiration: else all accounts stop after 30 days',
			description:
				'n8n lets a key end after 30 days unless No Expiration is chosen; two weeks before its end the log of n8n warns. The accounts are kept in a data table of this n8n, which nodes reach through its API. Make a key under Settings > n8n API with the scopes dataTable:list, dataTable:create, dataTableRow:read, dataTableRow:create, dataTableRow:update and dataTableRow:delete; dataTableColumn:create mends an older table. To save credentials too, add credential:create and credential:update.',
		},
		{
			displayName: 'n8n API URL',
			name: 'n8nApiUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://localhost:5678',
			description:
				'Where the nodes reach the API of this n8n. Empty means its public address; an inner address is faster, and works where the public one cannot be reached from inside. If N8N_PUBLIC_API_ENDPOINT is set, give the address of the API itself, such as http://localhost:5678/my-api/v1. The test of this credential takes http://localhost:5678 for an empty one.',
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
		requestsPerSecond,
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
