import { countBy, minBy } from 'lodash';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	ACCOUNT_STATUSES,
	cardOf,
	isFailing,
	isTroubled,
	type InstalledAccount,
} from '../../../shared/registry/account';
import { NUMBERS_TAKEN, toNumber } from '../../../shared/fields/values';
import { amountOf, countOf } from '../../factories/input';
import { perItem, type Operation } from '../../factories/operation';
import { expiresWithin } from './filters';
import { accountItem, apiKeyItem, type IntegrationTarget } from './installedAccount';

const expiringDays: INodeProperties = {
	displayName: 'Expiring Means Within (Days)',
	name: 'expiringDays',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 14,
	description: 'How near the end of its refresh token an account counts as expiring',
};

const mostTroubled: INodeProperties = {
	displayName: 'Most Accounts to List',
	name: 'mostTroubled',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 100,
	description: 'How many accounts in trouble are listed; all of them are counted',
};

const STATUSES = [...ACCOUNT_STATUSES, 'pending', 'unverified'] as const;

const count = (accounts: InstalledAccount[], is: (account: InstalledAccount) => boolean) =>
	accounts.filter(is).length;

function summaryOf(all: InstalledAccount[], days: number, most: number): IDataObject {
	const installed = all.filter(({ status }) => status === 'installed');
	const troubled = all.filter(isTroubled);
	const dated = installed.filter(({ refreshExpiresAt }) => refreshExpiresAt !== '');
	const oldest = minBy(dated, 'refreshExpiresAt');
	const errors = countBy(
		troubled.flatMap(({ health }) => health.lost?.code ?? health.lastError?.code ?? []),
	);
	const byStatus = countBy(all, 'status');
	return {
		accounts: {
			total: all.length,
			...Object.fromEntries(STATUSES.map((status) => [status, byStatus[status] ?? 0])),
			working: count(installed, (one) => !isFailing(one) && one.pausedAt === ''),
			failing: count(installed, (one) => one.health.failures > 0 && !one.health.lost),
			lost: count(all, ({ status, health }) => status === 'revoked' || health.lost !== undefined),
			needsReconnect: count(all, ({ health }) => health.needsReconnect),
			paused: count(installed, ({ pausedAt }) => pausedAt !== ''),
			expiring: count(dated, (one) => expiresWithin(one, days)),
		},
		errors,
		oldestToken: oldest
			? {
					account: cardOf(oldest),
					renewedAt: oldest.health.renewedAt,
					expiresAt: oldest.refreshExpiresAt,
				}
			: null,
		inTrouble: troubled.slice(0, most).map(accountItem),
	};
}

/** All accounts in one item: for a report, and for whoever watches them. */
export const summary: Operation<IntegrationTarget> = {
	name: 'summary',
	displayName: 'Summary',
	description:
		'Count the accounts by their state, and list those that need somebody: one item for a report',
	action: 'Get a summary of the installed accounts',
	properties: [expiringDays, mostTroubled],
	run: async (integration, items) =>
		await perItem(items, async (item) => {
			const days = amountOf(item, expiringDays, toNumber, NUMBERS_TAKEN);
			const most = countOf(item, mostTroubled);
			const all = await integration.accounts.list();
			const storage = (await integration.accounts.storageUse()) ?? null;
			return [{ ...summaryOf(all, days, most), storage, ...apiKeyItem(integration) }];
		}),
};
