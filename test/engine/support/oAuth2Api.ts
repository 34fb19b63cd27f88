import type { ICredentialType, INodeProperties } from 'n8n-workflow';

const hidden = (name: string, fallback: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'hidden',
	default: fallback,
});

/**
 * Stand-in for n8n's own credential type, which is in a package too large for these tests:
 * the fields that n8n-core reads, with n8n's defaults.
 */
export const oAuth2Api: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		hidden('grantType', 'authorizationCode'),
		hidden('authUrl', ''),
		hidden('accessTokenUrl', ''),
		{ displayName: 'Client ID', name: 'clientId', type: 'string', default: '' },
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		hidden('scope', ''),
		hidden('authQueryParameters', ''),
		hidden('authentication', 'header'),
		{ displayName: 'Ignore SSL Issues', name: 'ignoreSSLIssues', type: 'boolean', default: false },
		{ displayName: 'oauthTokenData', name: 'oauthTokenData', type: 'json', default: {} },
	],
};
