import type { EmulatorClient } from '../../emulator/client';
import type { Account } from '../../emulator/types';
import type { CredentialToCreate } from './n8nClient';

/** The credential of one account: its administrator makes a private integration there, and on its page the token. */
export async function describeTokenCredential(
	emulator: Pick<EmulatorClient, 'createIntegration' | 'issueLongLivedToken'>,
	{ domain, subdomain }: Account,
	name: string,
): Promise<CredentialToCreate> {
	const { id } = await emulator.createIntegration({
		name,
		redirectUri: 'https://builder.example/callback',
		isPublic: false,
		ownerAccount: subdomain,
		scopes: ['crm', 'files', 'files_delete', 'notifications'],
	});
	const place = { integrationId: id, subdomain };
	const { accessToken } = await emulator.issueLongLivedToken({ ...place, days: 365 });
	return { name, type: 'amoCrmTokenApi', data: { accountAddress: domain, accessToken } };
}
