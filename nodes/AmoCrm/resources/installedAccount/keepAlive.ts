import { compact } from 'lodash';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { mapParallel } from '../../../shared/mapParallel';
import { settleProblem } from '../../../shared/settle';
import { NUMBERS_TAKEN, toNumber } from '../../../shared/fields/values';
import { REFRESH_LIFETIME_MS } from '../../../shared/oauth/tokens';
import type { AmoCrmProblem } from '../../../shared/problem';
import type { AccountStatus, InstalledAccount } from '../../../shared/registry/account';
import { amountOf } from '../../factories/input';
import { perItem, type Operation } from '../../factories/operation';
import { accountItem, type IntegrationTarget } from './installedAccount';

/** Statuses of accounts that are renewed, or told of because they cannot be. */
const KEPT = new Set<AccountStatus>(['installed', 'revoked', 'unverified']);

const DAY_MS = 24 * 3_600_000;

const olderThan: INodeProperties = {
	displayName: 'Older Than (Days)',
	name: 'olderThanDays',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 80 },
	default: 30,
	description: 'How long ago the tokens must have been renewed last to be renewed now',
};

/** What became of an account: the values of `result`. */
type KeepAliveResult = 'refreshed' | 'notDue' | 'skipped' | 'failed';

const ageOf = ({ refreshExpiresAt }: InstalledAccount) =>
	Date.now() - (Date.parse(refreshExpiresAt) - REFRESH_LIFETIME_MS);

function reportOf(
	account: InstalledAccount,
	result: KeepAliveResult,
	problem?: AmoCrmProblem,
): IDataObject {
	return { ...accountItem(account), result, ...(problem && { reason: problem.reason }) };
}

/** One account; whatever is wrong with it must not keep the others from being renewed. */
async function keep(
	{ accounts, limiterIn }: IntegrationTarget,
	account: InstalledAccount,
	olderThanMs: number,
): Promise<IDataObject> {
	if (account.status === 'installed' && ageOf(account) < olderThanMs) {
		return reportOf(account, 'notDue');
	}
	// All accounts together: nobody waits for it.
	await limiterIn('renewals').turn();
	const renewed = await settleProblem(accounts.refresh({ accountId: account.accountId }));
	if (renewed.ok) return reportOf(renewed.value, 'refreshed');
	const { problem } = renewed;
	// n8n itself renews the tokens of its credentials, when they are used.
	if (problem.code === 'inCredential') return reportOf(account, 'skipped', problem);
	return reportOf((await accounts.find(account.accountId)) ?? account, 'failed', problem);
}

/** Refresh tokens die after three months of silence; nobody is told. */
export const keepAlive: Operation<IntegrationTarget> = {
	name: 'keepAlive',
	displayName: 'Keep Alive',
	description:
		'Renew the tokens of every account that was silent for long, before amoCRM lets them die after three months, and report each account',
	action: 'Keep installed accounts alive',
	properties: [olderThan],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const olderThanMs = amountOf(item, olderThan, toNumber, NUMBERS_TAKEN) * DAY_MS;
			const report = await mapParallel(integration.accounts.each(), async (account) =>
				KEPT.has(account.status) ? await keep(integration, account, olderThanMs) : undefined,
			);
			return compact(report);
		}),
};
