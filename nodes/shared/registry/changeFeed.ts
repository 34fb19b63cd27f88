import { partition } from 'lodash';

import { cached } from '../cached';
import { settle } from '../settle';
import type { AccountRows } from './accountRows';
import { NewRows } from './newRows';
import { PROCESS_STATUS, Processes } from './presence';
import { CHANGED_STATUS, newRow } from './table';

let resolveNext: () => void;

const newPromise = () =>
	new Promise<void>((resolve) => {
		resolveNext = resolve;
	});

let next = newPromise();
let count = 0;

/** Resolves when an account is connected or disconnected the next time, as far as this process knows. */
export const nextChange = async (): Promise<void> => await next;

/** How often that has happened. */
export const changesSoFar = (): number => count;

export function accountsChanged(): void {
	count += 1;
	const resolve = resolveNext;
	next = newPromise();
	resolve();
}

/** How often new rows are read while accounts are used. */
const POLL_MS = 5_000;

/** When a table that did not answer is read again; calls go on without it. */
const RETRY_MS = 30_000;

/** How long a notice of a change stays in the table: every process that polls has seen it by then. */
const KEPT_MS = 3_600_000;

/** Notices that have ended are removed together, once in a while. By integration. */
const cleaned = cached<void>({ ms: KEPT_MS / 4 });

/** The state of the polling, not a cached value: calls go on while a read is under way, and after one that failed. */
interface Poll {
	/** The table that was read. */
	table?: string;
	news?: NewRows;
	/** When the last successful read began. */
	upToDateAt: number;
	nextAt: number;
	running?: Promise<void>;
	/** The last read failed. */
	isAway: boolean;
}

/** By integration. */
const polls = new Map<string, Poll>();

/**
 * Changes of accounts by other processes. A busy process reads new rows every few seconds, for all its calls together,
 * and stops calling an account that was disabled, removed, revoked or renamed.
 */
export class ChangeFeed {
	/** What the processes tell each other comes with the changes. */
	readonly processes: Processes;

	constructor(private readonly rows: AccountRows) {
		this.processes = new Processes(rows);
	}

	/** Makes sure that remembered accounts are at most ten seconds out of date, as long as the table answers. */
	async catchUp(): Promise<void> {
		const poll = this.current;
		const now = performance.now();
		if (now >= poll.nextAt) poll.running ??= this.run(poll);
		if (poll.running && now - poll.upToDateAt > 2 * POLL_MS && !poll.isAway) {
			await poll.running;
		}
	}

	/** Tells other processes that an account has changed. */
	async announce(accountId: number): Promise<void> {
		accountsChanged();
		const { table, keys } = this.rows;
		const match = { integration_id: keys.clientId, status: CHANGED_STATUS };
		await cleaned.read(this.rows.identity, () => table.removeExpired(match));
		await table.insert(
			newRow({
				...match,
				account_id: -accountId,
				sealed: '',
				via: '',
				lease_until: Date.now() + KEPT_MS,
			}),
		);
	}

	private get current(): Poll {
		const key = this.rows.identity;
		const poll = polls.get(key) ?? { upToDateAt: -Infinity, nextAt: 0, isAway: false };
		polls.set(key, poll);
		return poll;
	}

	private async run(poll: Poll): Promise<void> {
		const began = performance.now();
		const looked = await settle(this.read(poll));
		poll.running = undefined;
		poll.isAway = !looked.ok;
		if (looked.ok) poll.upToDateAt = began;
		poll.nextAt = performance.now() + (looked.ok ? POLL_MS : RETRY_MS);
	}

	private async read(poll: Poll): Promise<void> {
		const { table } = this.rows;
		if (!poll.news || poll.table !== table.id) {
			poll.news = new NewRows(await table.newest());
			poll.table = table.id;
			// What was read before may be out of date.
			this.rows.forgetAll();
			return;
		}
		const found = await this.rows.any([
			{ column: 'id', condition: 'gt', value: poll.news.since },
			{ column: 'status', condition: 'eq', value: PROCESS_STATUS },
		]);
		const [told, rows] = partition(found, { status: PROCESS_STATUS });
		for (const row of told) this.processes.hear(row);
		const changes = poll.news.take(rows).filter((row) => this.rows.applyChange(row));
		if (changes.length > 0) accountsChanged();
	}
}
