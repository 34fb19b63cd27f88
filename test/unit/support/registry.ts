import type { AccountAddress } from '../../../nodes/shared/account/address';
import type { IntegrationKeys } from '../../../nodes/shared/oauth/tokens';
import { AccountRows } from '../../../nodes/shared/registry/accountRows';
import {
	InstalledAccounts,
	type NewConnection,
} from '../../../nodes/shared/registry/installedAccounts';
import { MemoryTable } from './accountTable';
import { FakeAmo } from './amo';
import { newKeys } from './tokens';

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

export const connection = (code: string, changes: Partial<NewConnection> = {}): NewConnection => ({
	address: ADDRESS,
	code,
	redirectUri: 'https://app.example/cb',
	via: 'widget',
	accountIdOf: async () => 100,
	...changes,
});

/** An integration with a table and an amoCRM; `process` opens it as one more n8n process would. */
export function newIntegration(amo = new FakeAmo()) {
	const table = new MemoryTable();
	const keys = newKeys();
	let processes = 0;
	const optionsOf = (changes: Partial<IntegrationKeys>) => {
		processes += 1;
		return { table, keys: { ...keys, ...changes }, storage: `process ${processes}` };
	};
	const process = (changes: Partial<IntegrationKeys> = {}) =>
		new InstalledAccounts({
			...optionsOf(changes),
			doorTo: (host) => amo.door(host),
			extraDomains: [],
		});
	const rows = (changes: Partial<IntegrationKeys> = {}) => new AccountRows(optionsOf(changes));
	return { table, keys, amo, accounts: process(), process, rows };
}

/** An integration with one account. */
export async function withAccount(amo?: FakeAmo) {
	const integration = newIntegration(amo);
	const { tokens } = await integration.accounts.connect(connection('code-1'));
	return { ...integration, first: tokens?.accessToken ?? '' };
}
