import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../emulator/types';
import { runOnce } from './support/installWorkflow';
import { createLeadByToken } from '../../tools/n8n/nodes';
import { stage, uniqueName } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

let account: Account;
let accessToken: string;

/** Saves a credential and tests it, as the credential screen does. */
async function save(data: IDataObject) {
	const credential = { name: uniqueName('Token '), type: 'amoCrmTokenApi', data };
	const created = await n8n.api.createCredential(credential);
	return { created, test: await n8n.api.testCredential({ ...credential, ...created }) };
}

beforeAll(async () => {
	account = await environment.newAccount();
	const integration = await emulator.createIntegration({
		name: uniqueName('Private '),
		redirectUri: 'https://builder.example/callback',
		isPublic: false,
		ownerAccount: account.subdomain,
	});
	const place = { integrationId: integration.id, subdomain: account.subdomain };
	({ accessToken } = await emulator.issueLongLivedToken({ ...place, days: 365 }));
});

describe('a long-lived token', () => {
	it('is tested on the credential screen, and nodes act with it', async () => {
		const accountAddress = ` https://${account.domain}/leads/list/?skip=1 `;
		const { created, test } = await save({ accountAddress, accessToken });

		expect(test.status).toBe('OK');
		const run = await runOnce(environment, [createLeadByToken(created)]);
		expect(run.error).toBeUndefined();
		expect(await emulator.entities(account.subdomain, 'leads')).toMatchObject([
			{ name: 'By a long-lived token' },
		]);
	});

	it.each([
		['another token', () => ({ accountAddress: account.domain, accessToken: `${accessToken}x` })],
		['a foreign address', () => ({ accountAddress: 'amocrm.example', accessToken })],
	])('does not pass the test with %s', async (_title, data) => {
		expect((await save(data())).test.status).toBe('Error');
	});
});
