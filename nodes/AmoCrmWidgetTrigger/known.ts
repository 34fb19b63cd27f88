import { sleep } from 'n8n-workflow';

import { settle } from '../shared/settle';
import { dataOf } from '../shared/registry/account';
import { paused, type InstalledAccounts } from '../shared/registry/installedAccounts';

/** amoCRM waits 2 seconds, a person in front of a page not much longer. */
const LOOK_UP_MS = 600;

/**
 * What the builder keeps with the account that calls. Nothing where it is not in the table, or the table does not answer
 * in time: its token has proved who it is.
 * @throws AmoCrmProblem `paused`
 */
export async function knownData(
	accounts: InstalledAccounts,
	accountId: number,
): Promise<Partial<ReturnType<typeof dataOf>>> {
	const found = await Promise.race([
		settle(accounts.findRecent(accountId)),
		sleep(LOOK_UP_MS).then(() => undefined),
	]);
	const account = found?.ok ? found.value : undefined;
	if (account?.pausedAt) throw paused(account);
	return account ? dataOf(account) : {};
}
