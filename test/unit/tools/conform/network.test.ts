import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

import { createEmulator, type Emulator } from '../../../../emulator/createEmulator';
import { openNetwork } from '../../../../tools/conform/network';

let caFile = '';

jest.mock('node:tls', () => {
	const tls = jest.requireActual<typeof import('node:tls')>('node:tls');
	return {
		...tls,
		connect: (options: ConnectionOptions) => tls.connect({ ...options, ca: readFileSync(caFile) }),
	};
});

let emulator: Emulator;
const { HTTPS_PROXY: proxyBefore } = process.env;

beforeEach(async () => {
	emulator = await createEmulator();
	const address = await emulator.start();
	caFile = address.caFile;
	process.env.HTTPS_PROXY = address.proxyUrl;
});

afterEach(async () => {
	if (proxyBefore === undefined) delete process.env.HTTPS_PROXY;
	else process.env.HTTPS_PROXY = proxyBefore;
	await emulator.stop();
});

it('a removal reaches the account with its body, through the proxy that the network needs', async () => {
	const { control } = emulator;
	const subdomain = 'sample';
	const integration = await control.createIntegration({
		name: 'Sample',
		redirectUri: 'https://example.com/oauth',
		platform: 'amocrm',
		scopes: ['crm'],
		isPublic: false,
		ownerAccount: subdomain,
	});
	const { domain } = await control.createAccount({ subdomain, baseDomain: 'amocrm.ru' });
	const place = { integrationId: integration.id, subdomain };
	const { accessToken } = await control.issueLongLivedToken({ ...place, days: 1 });
	const ask = openNetwork(domain, accessToken);
	const path = '/api/v4/webhooks';
	const destination = 'https://example.com/hook';

	const made = await ask({ method: 'POST', path, body: { destination, settings: ['add_lead'] } });
	const removed = await ask({ method: 'DELETE', path, body: { destination } });

	expect([made.status, removed.status]).toEqual([201, 204]);
	expect(await control.entities(subdomain, 'webhooks')).toEqual([]);
});
