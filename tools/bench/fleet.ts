import { randomUUID } from 'node:crypto';
import { chunk } from 'lodash';
import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../emulator/types';
import { toColumns } from '../../nodes/shared/registry/account';
import { newRow, TABLE_NAME } from '../../nodes/shared/registry/table';
import type { NodeToCreate } from '../n8n/nodes';
import { nodeType } from '../system/manifest';
import type { Fleet } from './installs';
import type { BenchStage } from './stage';

const DAY_MS = 24 * 3_600_000;

/** n8n takes so many rows at once. */
const ROWS_AT_ONCE = 250;

/** Accounts as if they had installed the integration earlier: they are put into the table with a token that works. */
export async function addAccounts(
	{ emulator, n8n }: BenchStage,
	{ integration, integrationId }: Fleet,
	amount: number,
): Promise<Account[]> {
	const table = await n8n.api.findTable(TABLE_NAME);
	if (!table) throw new Error('The table of accounts is not there yet.');
	const run = randomUUID().slice(0, 8);
	const seals = { clientId: integrationId, secrets: [integration.secret] };
	const accounts: Account[] = [];
	const rows: IDataObject[] = [];
	for (let index = 0; index < amount; index++) {
		const account = await emulator.createAccount({ subdomain: `fleet-${run}-${index}` });
		const place = { integrationId, subdomain: account.subdomain };
		const pair = await emulator.issueTokens(place);
		const columns = toColumns(
			{
				integrationId,
				accountId: account.id,
				grant: randomUUID(),
				past: [],
				renewals: 0,
				version: 1,
				lease: '',
				domain: account.domain,
				formerDomains: [],
				platform: 'amocrm',
				status: 'installed',
				via: 'widget',
				installedAt: new Date().toISOString(),
				history: [],
				codeHash: '',
				tokens: {
					redirectUri: integration.redirectUri,
					...pair,
					accessExpiresAt: Date.now() + DAY_MS,
					refreshExpiresAt: Date.now() + 90 * DAY_MS,
				},
			},
			table.id,
			seals,
		);
		accounts.push(account);
		rows.push({ ...newRow({ ...columns, name: account.name }) });
	}
	for (const some of chunk(rows, ROWS_AT_ONCE)) await n8n.api.insertRows(table, some);
	return accounts;
}

/** The action node in the installed accounts. */
const installed = (fleet: Fleet, parameters: IDataObject): NodeToCreate => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	typeVersion: 1.1,
	parameters: { authentication: 'installedAccount', ...parameters },
	credentials: { amoCrmIntegrationApi: fleet.credential },
});

/** Reads the account that the item names by its address; goes on where that fails. */
export const readAccount = (fleet: Fleet): NodeToCreate => ({
	...inAccount(fleet, '={{ $json.domain }}', { resource: 'account', operation: 'get' }),
	onError: 'continueRegularOutput',
});

/** Acts in the account with this address. */
export const inAccount = (fleet: Fleet, domain: string, parameters: IDataObject): NodeToCreate =>
	installed(fleet, { ...parameters, account: { __rl: true, mode: 'domain', value: domain } });

/** Renews the tokens of all accounts. */
export const keepAlive = (fleet: Fleet): NodeToCreate =>
	installed(fleet, { resource: 'installedAccount', operation: 'keepAlive', olderThanDays: 0 });

/** The list of the account picker in the editor: its first page, or that of a search. */
export async function pickAccounts(
	{ n8n }: BenchStage,
	fleet: Fleet,
	filter?: string,
): Promise<unknown[]> {
	const { type, typeVersion, parameters, credentials } = readAccount(fleet);
	const { results } = await n8n.api.listSearch({
		nodeTypeAndVersion: { name: type, version: typeVersion },
		path: 'parameters.account',
		methodName: 'searchInstalledAccounts',
		currentNodeParameters: parameters,
		credentials,
		filter,
	});
	return results;
}
