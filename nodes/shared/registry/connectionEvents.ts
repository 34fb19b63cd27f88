import { createHash } from 'node:crypto';

import { orderBy, uniqBy } from 'lodash';
import { z } from 'zod';

import { toAccount, withHistory, type Entry, type InstalledAccount } from './account';
import type { AccountRows } from './accountRows';
import { afterChecking, type ConnectionChange } from './health';
import { keyEndOf, type N8nApi } from './n8nApi';
import { openPending, pendingId, pendingRow } from './pendingRow';
import type { RowRange, StoredRow } from './table';

/** A change that a trigger has to report: of an account, or of the API key of n8n. */
export interface OwedEvent extends ConnectionChange {
	account?: InstalledAccount;
}

/** How late a change may be seen: its row is written after it, by a process whose clock may be slow. */
const OVERLAP_MS = 10 * 60_000;

/** A loss is reported when it has lasted for so long: an account that was disabled is reported as that. */
const SETTLED_MS = 15_000;

/** A trigger that was off for longer is told nothing older. */
const LONGEST_OFF_MS = 7 * 24 * 3_600_000;

/** How many changes are reported at once. */
const MOST_EVENTS = 250;

/** How many rows are checked in one round. */
const MOST_CHECKED = 250;

const STATUS = 'reported';

const progress = z.object({
	owner: z.string(),
	/** Everything up to here was reported, in milliseconds since 1970. */
	until: z.number(),
	/** What was reported of the time just before that. */
	reported: z.array(z.object({ id: z.string(), at: z.number() })),
	/** The event of the API key that was reported last. */
	keyEvent: z.string().optional(),
});

type Progress = z.infer<typeof progress>;

/** What was reported, and the version of its row. */
interface StoredProgress extends Progress {
	version: number;
}

/** Progress of triggers as this process knows it, by integration and trigger. */
const known = new Map<string, StoredProgress>();

/** Up to which row the last round of checks went, by integration. */
const checkedTo = new Map<string, number>();

const byTime = ({ at }: { at: string }) => Date.parse(at);

/** Groups the rows of one account. */
const accountsOf = (rows: StoredRow[]): StoredRow[][] => {
	const ids = [...new Set(rows.map(({ account_id: id }) => id))].filter((id) => id > 0);
	return ids.map((id) => rows.filter(({ account_id: own }) => own === id));
};

/** Changes of connections, which every active install trigger reports once. They are kept in the accounts' own rows. */
export class ConnectionEvents {
	constructor(
		private readonly rows: AccountRows,
		private readonly api: N8nApi,
	) {}

	/**
	 * What the trigger has not reported yet, the oldest first.
	 * @param isFresh its progress is read again, because another process may have reported meanwhile
	 * @throws AmoCrmProblem `storage`
	 */
	async owedTo(owner: string, isFresh = false): Promise<OwedEvent[]> {
		const begun = Date.now();
		const progressed = await this.progressOf(owner, isFresh);
		const { until, keyEvent } = progressed;
		const since = until - OVERLAP_MS;
		const reported = new Set(progressed.reported.map(({ id }) => id));
		const isOwed = ({ id, at }: ConnectionChange) =>
			Date.parse(at) >= since && Date.parse(at) <= begun - SETTLED_MS && !reported.has(id);
		const changed = await this.find({}, { column: 'changed_at', above: since - 1 });
		const events = accountsOf(changed).flatMap((rows): OwedEvent[] => {
			const { entry, newer } = this.rows.resolve(rows);
			const account = entry ?? newer;
			const changes = account?.changes?.filter(isOwed) ?? [];
			return account ? changes.map((one) => ({ ...one, account: toAccount(account) })) : [];
		});
		const key = this.keyEvent();
		const all = key && key.id !== keyEvent ? [...events, key] : events;
		// Rows that have been looked at are not read again and again.
		if (all.length === 0)
			known.set(this.keyOf(owner), { ...progressed, until: Math.max(until, begun) });
		return orderBy(uniqBy(all, 'id'), byTime).slice(0, MOST_EVENTS);
	}

	/** The trigger has reported these. @throws AmoCrmProblem `storage`, `conflict` */
	async noteReported(
		owner: string,
		events: Array<{ id: string; at: string; isOfAccount: boolean }>,
	): Promise<void> {
		const done = events.map((event) => ({ id: event.id, at: byTime(event) }));
		const ofKey = events.find(({ isOfAccount }) => !isOfAccount);
		for (;;) {
			const before = await this.progressOf(owner, true);
			const { version } = before;
			const until = Math.max(before.until, ...done.map(({ at }) => Math.min(at, Date.now())));
			const reported = uniqBy([...before.reported, ...done], 'id');
			const after: StoredProgress = {
				owner,
				until,
				reported: reported.filter(({ at }) => at >= until - OVERLAP_MS),
				keyEvent: ofKey?.id ?? before.keyEvent,
				version: version + 1,
			};
			const row = this.rowOf(after);
			const match = { ...this.rows.keyOf(row.account_id), status: STATUS, version };
			const { sealed } = row;
			const written = await this.rows.table.update(match, { sealed, version: version + 1 });
			if (written.length > 0) {
				known.set(this.keyOf(owner), after);
				return;
			}
		}
	}

	/**
	 * Looks for refresh tokens that near their end, or have ended. amoCRM is not asked.
	 * @throws AmoCrmProblem `storage`
	 */
	async check(): Promise<void> {
		const { identity } = this.rows;
		const after = checkedTo.get(identity) ?? 0;
		const range: RowRange = { column: 'check_at', below: Date.now() };
		const due = await this.find({ status: 'installed' }, range, MOST_CHECKED, after);
		checkedTo.set(identity, due.length < MOST_CHECKED ? 0 : (due.at(-1)?.id ?? 0));
		for (const [row] of accountsOf(due)) await this.checkOne(row);
	}

	private async checkOne({ account_id: accountId }: StoredRow): Promise<void> {
		const read = async () => {
			const entry = await this.rows.find(accountId);
			// A column of an older version has no time yet.
			return entry && (entry.isStale || afterChecking(entry)) ? entry : undefined;
		};
		await this.rows.change(accountId, read, (entry: Entry) => {
			const changes = afterChecking(entry);
			const ended = changes?.lost && withHistory(entry, 'expired', 'the end of its token');
			return { ...changes, ...ended };
		});
	}

	private async find(
		match: Partial<Pick<StoredRow, 'status'>>,
		range: RowRange,
		most = Infinity,
		after = 0,
	): Promise<StoredRow[]> {
		const own = { ...match, integration_id: this.rows.keys.clientId };
		return await this.rows.table.findIn(own, range, most, after);
	}

	/** The API key of n8n nears its end: the same event for every trigger, and however often it is asked. */
	private keyEvent(): OwedEvent | undefined {
		const end = keyEndOf(this.api);
		if (!end) return undefined;
		const { expiry, message, hint } = end;
		const id = createHash('sha256').update(`expiring|${this.api.apiKey}`).digest('base64url');
		const at = end.warnedFrom.toISOString();
		const reason = { code: 'expiring', message, hint };
		return { id, event: 'expiring', at, expiresAt: expiry.toISOString(), reason };
	}

	private keyOf(owner: string): string {
		return `${this.rows.memoryKey(0)}|${owner}`;
	}

	private rowOf(value: Progress & { version?: number }) {
		const id = pendingId(`reported|${value.owner}`);
		const name = 'What an install trigger has reported';
		return pendingRow(this.rows, id, progress.parse(value), { status: STATUS, name, via: '' });
	}

	/** A trigger that is new begins now. */
	private async progressOf(owner: string, isFresh: boolean): Promise<StoredProgress> {
		const remembered = known.get(this.keyOf(owner));
		if (remembered && !isFresh) return remembered;
		const read = await this.readProgress(owner);
		const oldest = Date.now() - LONGEST_OFF_MS;
		if (read) {
			const found = { ...read, until: Math.max(read.until, oldest) };
			known.set(this.keyOf(owner), found);
			return found;
		}
		await this.rows.table.insert(
			this.rowOf({ owner, until: Date.now() + OVERLAP_MS, reported: [] }),
		);
		return await this.progressOf(owner, true);
	}

	private async readProgress(owner: string): Promise<StoredProgress | undefined> {
		const id = pendingId(`reported|${owner}`);
		// Two processes may have begun at once: the first row counts.
		for (const row of await this.rows.rows({ account_id: id, status: STATUS })) {
			const read = openPending(this.rows, row, progress);
			if (read?.owner === owner) return { ...read, version: row.version };
		}
		return undefined;
	}
}
