import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import {
	accountHostsOnly,
	accountUrlExpression,
	authorizeUrlExpression,
	requestsPerSecond,
} from '../nodes/shared/account/credentialProperties';
import { credentialIcon } from '../nodes/shared/package';

export class AmoCrmOAuth2Api implements ICredentialType {
	name = 'amoCrmOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'amoCRM OAuth2 API';

	icon = credentialIcon;

	documentationUrl =
		'https://github.com/REPOSITORY-OWNER/n8n-nodes-amocrm-kommo/blob/main/docs/connect.md#one-account-with-the-connect-button';

	properties: INodeProperties[] = [
		{
			displayName: 'Account Address',
			name: 'accountAddress',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. example.amocrm.ru',
			hint: 'Choose this same account on the page that Connect opens',
			description:
				'Address of your amoCRM or Kommo account. You can paste any page of it. Choose this same account on the page that Connect opens: amoCRM gives access only at the address of the account that was chosen.',
		},
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: authorizeUrlExpression('$self["accountAddress"]'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: accountUrlExpression('$self["accountAddress"]', '/oauth2/access_token'),
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '',
		},
		{
			// With `popup` amoCRM would navigate n8n's own editor tab.
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: 'mode=post_message',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
		...accountHostsOnly,
		requestsPerSecond,
	];

	test: ICredentialTestRequest = {
		request: {
			url: accountUrlExpression('$credentials.accountAddress', '/api/v4/account'),
		},
	};
}
