import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import {
	accountHostsOnly,
	accountUrlExpression,
	requestsPerSecond,
} from '../nodes/shared/account/credentialProperties';
import { credentialIcon } from '../nodes/shared/package';

export class AmoCrmTokenApi implements ICredentialType {
	name = 'amoCrmTokenApi';

	displayName = 'amoCRM Long-Lived Token API';

	icon = credentialIcon;

	documentationUrl =
		'https://github.com/REPOSITORY-OWNER/n8n-nodes-amocrm-kommo/blob/main/docs/connect.md#one-account-with-a-long-lived-token';

	properties: INodeProperties[] = [
		{
			displayName: 'Account Address',
			name: 'accountAddress',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. example.amocrm.ru',
			description: 'Address of your amoCRM or Kommo account. You can paste any page of it.',
		},
		{
			displayName: 'Long-Lived Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'From the Keys and Scopes tab of the integration in amoCRM',
			description:
				"Made in the integration's settings in amoCRM, on the Keys and Scopes tab. It is shown once and lives up to five years.",
		},
		...accountHostsOnly,
		requestsPerSecond,
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			url: accountUrlExpression('$credentials.accountAddress', '/api/v4/account'),
		},
	};
}
