import type { IDataObject } from 'n8n-workflow';

import type { AccountStatus } from '../../../shared/registry/account';
import { isGiven } from '../../../shared/fields/given';
import { splitList } from '../../../shared/fields/values';
import { limitOf, listParameters } from '../../factories/listParameters';
import { perItem, type Operation } from '../../factories/operation';
import { filterOf, filtersProperty } from './filters';
import { accountItem, apiKeyItem, type IntegrationTarget } from './installedAccount';

const STATUSES = 'Statuses';

/** What the table can be asked for: one status, but not whether a row verifies. */
const onlyOne = (statuses: string[]) =>
	statuses.length === 1 && statuses[0] !== 'unverified'
		? (statuses[0] as AccountStatus)
		: undefined;

export const getAll: Operation<IntegrationTarget> = {
	name: 'getAll',
	displayName: 'Get Many',
	description: 'Retrieve the accounts that installed the integration',
	action: 'Get many installed accounts',
	properties: [
		...listParameters,
		{
			displayName: STATUSES,
			name: 'statuses',
			type: 'multiOptions',
			default: ['installed'],
			description: 'Which accounts to return; none chosen means all',
			options: [
				{
					name: 'Disabled',
					value: 'uninstalled',
					description: 'The integration was disabled in the account',
				},
				{ name: 'Installed', value: 'installed' },
				{ name: 'Pending', value: 'pending', description: 'The installation is not finished' },
				{
					name: 'Revoked',
					value: 'revoked',
					description: 'The account no longer accepts the stored token',
				},
				{
					name: 'Unverified',
					value: 'unverified',
					description:
						'The row was changed by hand, or sealed with another client secret: nothing is done with it',
				},
			],
		},
		filtersProperty,
	],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const given = item.parameter<unknown>('statuses', []);
			const isChosen = isGiven(STATUSES, given, item.saved('statuses'));
			const statuses = splitList(given).map(String);
			const passes = filterOf(item);
			const limit = limitOf(item);
			const key = apiKeyItem(integration);
			const found: IDataObject[] = [];
			for await (const account of integration.accounts.each(onlyOne(isChosen ? statuses : []))) {
				if (isChosen && !statuses.includes(account.status)) continue;
				if (!passes(account)) continue;
				found.push({ ...accountItem(account), ...key });
				if (found.length >= limit) break;
			}
			return found;
		}),
};
