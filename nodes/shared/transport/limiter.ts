import { sleep } from 'n8n-workflow';

import { RecentMap } from '../recentMap';
import { settle } from '../settle';
import { stopped, type AmoCrmProblem } from '../problem';
import { PER_ACCOUNT, PER_INTEGRATION, type Allowance } from './allowance';
import { Pace } from './pace';

/** The shortest pause after a 429; it grows while they continue. */
const SHORTEST_PAUSE_MS = 1_000;

/** Requests to a blocked account make it less likely that the block is lifted. */
const BLOCK_KEPT_MS = 30_000;

/** What this process may use of a limit that others use too. */
export interface Share {
	perSecond: number;
	/** Nothing before that, in milliseconds since 1970. */
	from: number;
}

/** What all callers share whose requests amoCRM counts together. */
export class Lane {
	readonly pace: Pace;

	/** Asked before each request, where other processes may use the same limit. */
	sharing?: () => Promise<Share | undefined>;

	/** How many requests have begun. */
	begun = 0;

	/** How many wait for their turn. */
	waiting = 0;

	pausedUntil = 0;

	block?: { problem: AmoCrmProblem; until: number };

	private queue: Promise<unknown> = Promise.resolve();

	/** @param perSecond of all processes together */
	constructor(public perSecond: number = PER_INTEGRATION) {
		this.pace = new Pace(perSecond);
	}

	/** Whether a new lane in its place would be no other. */
	get isIdle(): boolean {
		const now = Date.now();
		return (
			this.waiting === 0 &&
			this.pausedUntil < now &&
			(this.block?.until ?? 0) < now &&
			this.pace.isIdle
		);
	}

	/** Does the work after that of all earlier callers. */
	async inTurn<T>(work: () => Promise<T>): Promise<T> {
		this.waiting += 1;
		const turn = this.queue.then(work).finally(() => {
			this.waiting -= 1;
		});
		this.queue = turn.catch(() => undefined);
		return await turn;
	}

	/** When the next request may start, as far as this lane goes. */
	async earliest(): Promise<number> {
		const share = await this.sharing?.();
		this.pace.perSecond = Math.min(this.perSecond, share?.perSecond ?? Infinity);
		return Math.max(this.pace.earliest, this.pausedUntil, share?.from ?? 0);
	}
}

/** How a caller waits for its turn. */
interface TurnOptions {
	/** Asked when the turn comes; if it returns false, the turn is not used up. */
	isWanted?(): boolean;
	/** Cancels the wait. */
	signal?: AbortSignal;
}

/** Paces the requests of one integration in one account. */
export class Limiter {
	constructor(
		private readonly lane = new Lane(),
		/** All integrations in the account together. */
		private readonly account = new Pace(PER_ACCOUNT),
	) {}

	/**
	 * Resolves when this caller may send; callers are served in their order.
	 * @throws AmoCrmProblem `blocked`; `notSent` if the execution was stopped meanwhile
	 */
	async turn(signal?: AbortSignal): Promise<void> {
		await this.begin({ signal });
	}

	/** Does the work when it is this caller's turn, unless it is no longer wanted. */
	async send<T>(work: () => Promise<T>, waiting: TurnOptions = {}): Promise<T | undefined> {
		const answered = await this.begin(waiting);
		if (!answered) return undefined;
		try {
			return await work();
		} finally {
			answered();
		}
	}

	/** Delays all callers, those already waiting too. */
	pause(milliseconds: number): void {
		const { lane } = this;
		const now = Date.now();
		let hold = milliseconds;
		// Several requests that were under way may be refused at once: that counts as one complaint.
		if (lane.pausedUntil < now) {
			hold = Math.max(hold, SHORTEST_PAUSE_MS * lane.pace.slowness);
			lane.pace.slowDown();
		}
		lane.pausedUntil = Math.max(lane.pausedUntil, now + hold);
	}

	/** Refuses all callers for a while, with this problem. */
	block(problem: AmoCrmProblem): void {
		this.lane.block = { problem, until: Date.now() + BLOCK_KEPT_MS };
	}

	private async begin(waiting: TurnOptions): Promise<(() => void) | undefined> {
		return await this.lane.inTurn(() => this.start(waiting));
	}

	/** Counts from when a request really starts: in a busy process timers fire late. */
	private async start({ isWanted, signal }: TurnOptions): Promise<(() => void) | undefined> {
		const { lane, account } = this;
		for (;;) {
			if (signal?.aborted) throw stopped();
			if (isWanted?.() === false) return undefined;
			if (lane.block && lane.block.until > Date.now()) throw lane.block.problem;
			const earliest = Math.max(await lane.earliest(), account.earliest);
			const wait = Math.ceil(earliest - Date.now());
			if (wait <= 0) break;
			await settle(sleep(wait, signal));
		}
		lane.begun += 1;
		account.note(Date.now());
		const answered = lane.pace.note(Date.now());
		return () => answered(Date.now());
	}
}

/** How many accounts a process keeps the pace of; beyond that, of those that were used lately. */
const MOST_LANES = 2_000;

const lanes = new RecentMap<string, Lane>({ most: MOST_LANES, mayForget: (lane) => lane.isIdle });
const accounts = new RecentMap<string, Pace>({
	most: MOST_LANES,
	mayForget: (pace) => pace.isIdle,
});

/**
 * The limiter that all executions in this process share for one integration in one account.
 * @param sharing asked before each request, where other processes may use the same limit
 */
export function limiterFor(
	{ integrationId, perSecond, isShared }: Allowance,
	domain: string,
	sharing?: (key: string, lane: Lane) => Promise<Share | undefined>,
): Limiter {
	const key = isShared ? integrationId : `${integrationId}|${domain}`;
	const lane = lanes.having(key, () => new Lane());
	// The credential may have been edited since.
	lane.perSecond = perSecond;
	if (sharing) lane.sharing = async () => await sharing(key, lane);
	const account = accounts.having(domain, () => new Pace(PER_ACCOUNT));
	return new Limiter(lane, account);
}
