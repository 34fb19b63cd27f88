import { sleep } from 'n8n-workflow';

import { settle } from '../settle';
import { stopped, type AmoCrmProblem } from '../problem';
import { PER_ACCOUNT, PER_INTEGRATION, type Allowance } from './allowance';
import { Pace } from './pace';

/** The first pause after a complaint at the least; it grows as complaints go on. */
const SHORTEST_PAUSE_MS = 1_000;

/** Each request to an account that is blocked makes it less likely that the block is lifted. */
const BLOCK_KEPT_MS = 30_000;

/** What all callers share whom amoCRM counts together. */
export class Lane {
	readonly pace: Pace;

	pausedUntil = 0;

	block?: { problem: AmoCrmProblem; until: number };

	private queue: Promise<unknown> = Promise.resolve();

	constructor(perSecond: number = PER_INTEGRATION) {
		this.pace = new Pace(perSecond);
	}

	/** Does the work when everybody who came earlier has had a turn. */
	async inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.queue.then(work);
		this.queue = turn.catch(() => undefined);
		return await turn;
	}
}

/** What a caller who waits for a turn may no longer want by then. */
interface TurnOptions {
	/** Asked when it is this caller's turn, which is then not used up. */
	isWanted?(): boolean;
	/** Ends the waiting. */
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
	 * Resolves when this caller may send; callers are served in the order in which they came.
	 * @throws AmoCrmProblem `blocked`; `notSent` where the execution is stopped by then
	 */
	async turn(signal?: AbortSignal): Promise<void> {
		await this.begin({ signal });
	}

	/** Sends when it is this caller's turn; nothing where it is not wanted any more. */
	async send<T>(work: () => Promise<T>, waiting: TurnOptions = {}): Promise<T | undefined> {
		const answered = await this.begin(waiting);
		if (!answered) return undefined;
		try {
			return await work();
		} finally {
			answered();
		}
	}

	/** Holds every caller back, those already waiting too. */
	pause(milliseconds: number): void {
		const { lane } = this;
		const now = Date.now();
		let hold = milliseconds;
		// Complaints that come during a pause are of the same crowd.
		if (lane.pausedUntil < now) {
			hold = Math.max(hold, SHORTEST_PAUSE_MS * lane.pace.slowness);
			lane.pace.slowDown();
		}
		lane.pausedUntil = Math.max(lane.pausedUntil, now + hold);
	}

	/** Refuses every caller for a while, with the same words. */
	block(problem: AmoCrmProblem): void {
		this.lane.block = { problem, until: Date.now() + BLOCK_KEPT_MS };
	}

	private async begin(waiting: TurnOptions): Promise<(() => void) | undefined> {
		return await this.lane.inTurn(() => this.start(waiting));
	}

	/** Counts from when requests really started: in a busy process timers come late. */
	private async start({ isWanted, signal }: TurnOptions): Promise<(() => void) | undefined> {
		const { lane, account } = this;
		for (;;) {
			if (signal?.aborted) throw stopped();
			if (isWanted?.() === false) return undefined;
			if (lane.block && lane.block.until > Date.now()) throw lane.block.problem;
			const earliest = Math.max(lane.pace.earliest, account.earliest, lane.pausedUntil);
			const wait = Math.ceil(earliest - Date.now());
			if (wait <= 0) break;
			await settle(sleep(wait, signal));
		}
		account.note(Date.now());
		const answered = lane.pace.note(Date.now());
		return () => answered(Date.now());
	}
}

const lanes = new Map<string, Lane>();
const accounts = new Map<string, Pace>();

/** The limiter that all executions in this process share for one integration in one account. */
export function limiterFor(
	{ integrationId, perSecond, isShared }: Allowance,
	domain: string,
): Limiter {
	const key = isShared ? integrationId : `${integrationId}|${domain}`;
	const lane = lanes.get(key) ?? new Lane(perSecond);
	// The credential may have been edited since.
	lane.pace.perSecond = perSecond;
	lanes.set(key, lane);
	const account = accounts.get(domain) ?? new Pace(PER_ACCOUNT);
	accounts.set(domain, account);
	return new Limiter(lane, account);
}
