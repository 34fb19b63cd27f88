import { settle } from '../settle';
import type { AccountRows } from './accountRows';
import { newRow } from './table';

let announce: () => void;

const expect = () =>
	new Promise<void>((resolve) => {
		announce = resolve;
	});

let next = expect();
let count = 0;

/** Resolves when an account is connected or disconnected the next time, as far as this process knows. */
export const nextChange = async (): Promise<void> => await next;

/** How often that has happened. */
export const changesSoFar = (): number => count;

export function accountsChanged(): void {
	count += 1;
	const resolve = announce;
	next = expect();
	resolve();
}

/** What a process knows of its accounts is good for so long, and then for as long again while it looks. */
const GOOD_MS = 5_000;

/** A table that is away keeps nobody from calling; it is asked again after this time. */
const RETRY_MS = 30_000;

/** Rows that tell of a change go after this time: whoever looks has seen them. */
const FORGET_MS = 3_600_000;

interface Looking {
	/** The table that was looked at. */
	table?: string;
	/** Rows with greater numbers are news. */
	last?: number;
	/** When the look began that ended well; before that, nothing is known for certain. */
	goodFrom: number;
	nextAt: number;
	running?: Promise<void>;
	/** The last look failed. */
	isAway: boolean;
}

/** By integration. */
const lookings = new Map<string, Looking>();

/**
 * What other processes did to accounts. A process that is busy looks every few seconds at the rows that are new, all
 * its calls together: an account that was disabled, removed, revoked or moved elsewhere is called no more after that.
 */
export class ChangeFeed {
	constructor(private readonly rows: AccountRows) {}

	/** Makes sure that what is known of accounts is not older than ten seconds, as long as the table answers. */
	async catchUp(): Promise<void> {
		const looking = this.looking();
		const now = performance.now();
		if (now >= looking.nextAt) looking.running ??= this.look(looking);
		if (looking.running && now - looking.goodFrom > 2 * GOOD_MS && !looking.isAway) {
			await looking.running;
		}
	}

	/** Tells other processes that an account has changed. */
	async announce(accountId: number): Promise<void> {
		accountsChanged();
		const { table, keys } = this.rows;
		const match = { integration_id: keys.clientId, status: 'changed' };
		await table.removeOlder(match, Date.now() - FORGET_MS);
		await table.insert(
			newRow({
				...match,
				account_id: -accountId,
				sealed: '',
				via: '',
				lease_until: Date.now(),
			}),
		);
	}

	private looking(): Looking {
		const key = this.rows.identity;
		const looking = lookings.get(key) ?? { goodFrom: -Infinity, nextAt: 0, isAway: false };
		lookings.set(key, looking);
		return looking;
	}

	private async look(looking: Looking): Promise<void> {
		const began = performance.now();
		const looked = await settle(this.read(looking));
		looking.running = undefined;
		looking.isAway = !looked.ok;
		if (looked.ok) looking.goodFrom = began;
		looking.nextAt = performance.now() + (looked.ok ? GOOD_MS : RETRY_MS);
	}

	private async read(looking: Looking): Promise<void> {
		const { table } = this.rows;
		if (looking.last === undefined || looking.table !== table.id) {
			looking.last = await table.newest();
			looking.table = table.id;
			// Of what was read before, nobody knows whether it is still so.
			this.rows.forgetAll();
			return;
		}
		const found = await this.rows.rows({}, looking.last);
		looking.last = found.at(-1)?.id ?? looking.last;
		const isNews = found.filter((row) => this.rows.applyChange(row));
		if (isNews.length > 0) accountsChanged();
	}
}
