import type { AccountAddress } from '../../../nodes/shared/address';
import type { IntegrationKeys } from '../../../nodes/shared/oauth/tokens';
import { AccountRows } from '../../../nodes/shared/registry/accountRows';
import { ConnectionEvents } from '../../../nodes/shared/registry/connectionEvents';
import type { ConnectRequest } from '../../../nodes/shared/registry/connections';
import { ExternalKeys } from '../../../nodes/shared/registry/externalKeys';
import { InstalledAccounts } from '../../../nodes/shared/registry/installedAccounts';
import type { Integration } from '../../../nodes/shared/registry/integration';
import { Journal } from '../../../nodes/shared/registry/journal';
import { MemoryTable } from './accountTable';
import { FakeAmo } from './amo';
import { FakeN8n } from '../../../tools/n8n/fakeN8n';
import { newKeys } from './tokens';
import { unpaced } from './limiter';

export const ADDRESS: AccountAddress = {
	domain: 'example.amocrm.ru',
	subdomain: 'example',
	platform: 'amocrm',
};

/** Another address of the same kind. */
export const addressOf = (subdomain: string): AccountAddress => ({
	...ADDRESS,
	domain: `${subdomain}.amocrm.ru`,
	subdomain,
});

export const connection = (
	code: string,
	changes: Partial<ConnectRequest> = {},
): ConnectRequest => ({
	address: ADDRESS,
	code,
	redirectUri: 'https://app.example/cb',
	via: 'widget',
	...changes,
});

/** Saves the tokens of an account; then the process dies. */
export async function cutOff(accounts: InstalledAccounts, request: ConnectRequest): Promise<void> {
	const stored = () => {
		throw new Error('The process has died.');
	};
	await expect(accounts.connect({ ...request, stored })).rejects.toThrow('died');
}

/** The account disables the integration, as the install trigger finds it out. */
export async function disabled(accounts: InstalledAccounts, accountId: number) {
	const { connection: ended } = await accounts.statusOf(accountId);
	return (await accounts.markUninstalled(accountId, ended, `event-${accountId}`))?.account;
}

/** An integration with a table and an amoCRM; `process` opens it as one more n8n process would. */
export function newIntegration(amo = new FakeAmo()) {
	const table = new MemoryTable();
	const keys = newKeys();
	let processes = 0;
	const rowsIn = (storage: string, changes: Partial<IntegrationKeys>) =>
		new AccountRows({ table, keys: { ...keys, ...changes }, storage });
	const rows = (changes: Partial<IntegrationKeys> = {}) =>
		rowsIn(`process ${++processes}`, changes);
	const opened = (own: AccountRows) =>
		new InstalledAccounts(own, {
			httpTo: (host) => amo.http(host),
			limiterIn: unpaced,
			extraDomains: [],
		});
	const process = (changes?: Partial<IntegrationKeys>) => opened(rows(changes));
	/** Opens it once more in the process of `accounts`, as each execution does. */
	const beside = () => opened(rowsIn('process 1', {}));
	return { table, keys, amo, accounts: process(), beside, process, rows };
}

/** The same as nodes have it, with an n8n that keeps credentials. */
export function wholeIntegration(amo = new FakeAmo()) {
	const { accounts, keys, ...rest } = newIntegration(amo);
	const n8n = new FakeN8n();
	const n8nApi = { baseUrl: 'http://localhost:5678', path: '/api/v1', apiKey: 'n8n_api_k3y' };
	const integration: Integration = {
		accounts,
		connectionEvents: new ConnectionEvents(rest.rows(), n8nApi),
		journalOf: (kind) => new Journal(rest.rows(), kind),
		externalKeys: new ExternalKeys(rest.rows()),
		keys,
		secrets: [keys.clientSecret],
		redirectUri: 'https://app.example/cb',
		extraDomains: [],
		n8nApi,
		httpTo: (host) => amo.http(host),
		limiterIn: unpaced,
		send: n8n.send,
	};
	return { integration, n8n, accounts, keys, ...rest };
}

/** An integration with one account. */
export async function withAccount(amo?: FakeAmo) {
	const integration = newIntegration(amo);
	const { tokens } = await integration.accounts.connect(connection('code-1'));
	return { ...integration, first: tokens?.accessToken ?? '' };
}
