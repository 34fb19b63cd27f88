import { pick } from 'lodash';

import { RecentMap } from '../recentMap';
import { serialize } from '../serialize';
import type { InstalledAccount } from './account';
import type { AccountRows } from './accountRows';
import { NewRows } from './newRows';
import { CHANGED_STATUS } from './table';

/** Of an account that its events may start workflows. */
export type ActiveAccount = Pick<
	InstalledAccount,
	'accountId' | 'installedAt' | 'resumedAt' | 'externalId' | 'labels'
>;

/** What this process knows of the accounts in a table. */
interface Known {
	table: string;
	active: Map<number, ActiveAccount>;
	news: NewRows;
	readAt: number;
}

/** Changes that somebody makes in the table by hand are told to nobody. */
const READ_ANEW_MS = 3_600_000;

/** By integration; of integrations that are not used any more nothing need be kept. */
const known = new RecentMap<string, Known>({ most: 100 });

/** Whether events of the account start workflows. */
export const isActive = ({ status, pausedAt }: InstalledAccount) =>
	status === 'installed' && !pausedAt;

const toActive = (account: InstalledAccount): ActiveAccount =>
	pick(account, ['accountId', 'installedAt', 'resumedAt', 'externalId', 'labels']);

/** All accounts whose events start workflows: read once, and afterwards only what has changed. */
export class ActiveAccounts {
	constructor(private readonly rows: AccountRows) {}

	/** Oldest row first. @throws AmoCrmProblem `storage` */
	async read(): Promise<ActiveAccount[]> {
		const { identity } = this.rows;
		return await serialize(`active|${identity}`, async () => {
			const before = known.get(identity);
			const isCurrent =
				before?.table === this.rows.table.id && performance.now() - before.readAt < READ_ANEW_MS;
			const now = isCurrent ? await this.withChanges(before) : await this.readAll();
			known.set(identity, now);
			return [...now.active.values()];
		});
	}

	private async readAll(): Promise<Known> {
		const readAt = performance.now();
		// What changes while they are read has a greater number.
		const news = new NewRows(await this.rows.table.newest());
		const active = new Map<number, ActiveAccount>();
		for await (const account of this.rows.each())
			if (isActive(account)) active.set(account.accountId, toActive(account));
		return { table: this.rows.table.id, active, news, readAt };
	}

	/** An account that has changed has a new row, or a notice of the change. */
	private async withChanges(before: Known): Promise<Known> {
		const { news, active } = before;
		const fresh = news.take(await this.rows.rows({}, news.since));
		const changed = fresh.flatMap(({ account_id: id, status }) => {
			if (status === CHANGED_STATUS) return [-id];
			return id > 0 ? [id] : [];
		});
		for (const accountId of new Set(changed)) {
			const account = await this.rows.findAny({ accountId });
			if (account && isActive(account)) active.set(accountId, toActive(account));
			else active.delete(accountId);
		}
		return before;
	}
}
