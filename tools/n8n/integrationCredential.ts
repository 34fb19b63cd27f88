import type { CreatedCredential, CredentialToCreate } from './n8nClient';
import type { N8n } from './n8n';

/** All that the package asks of n8n's API: its table of installed accounts, and `saveAs: credential`. */
const keyScopes = [
	'dataTable:list',
	'dataTable:create',
	'dataTable:read',
	'dataTableColumn:create',
	'dataTableRow:read',
	'dataTableRow:create',
	'dataTableRow:update',
	'dataTableRow:upsert',
	'dataTableRow:delete',
	'credential:create',
	'credential:update',
];

export interface IntegrationCredentialOptions {
	name: string;
	integration: { id: string; secret: string };
	/** Left empty, the package takes the address at which the call arrived. */
	redirectUri?: string;
	extraDomains?: string;
	/** Whose key opens the table of accounts; the owner's, if left out. */
	keyHolder?: N8n['api'];
}

type Instance = Pick<N8n, 'api' | 'url'>;

async function describeCredential(
	n8n: Instance,
	options: IntegrationCredentialOptions,
): Promise<CredentialToCreate> {
	const { name, integration, redirectUri = '', extraDomains = '', keyHolder = n8n.api } = options;
	return {
		name,
		type: 'amoCrmIntegrationApi',
		data: {
			clientId: integration.id,
			clientSecret: integration.secret,
			redirectUri,
			extraDomains,
			n8nApiUrl: n8n.url,
			n8nApiKey: await keyHolder.createApiKey(name, keyScopes),
		},
	};
}

/** The credential of an integration that many accounts install. */
export async function createIntegrationCredential(
	n8n: Instance,
	options: IntegrationCredentialOptions,
): Promise<CreatedCredential> {
	return await n8n.api.createCredential(await describeCredential(n8n, options));
}

/** The same, but one of that name is brought up to date. */
export async function provideIntegrationCredential(
	n8n: Instance,
	options: IntegrationCredentialOptions,
): Promise<CreatedCredential> {
	return await n8n.api.provideCredential(await describeCredential(n8n, options));
}
