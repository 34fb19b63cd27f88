import { sleep } from 'n8n-workflow';

/**
 * amoCRM allows an integration 7 requests in any second. Evenly spaced at 150 ms, eight requests span 1,050 ms:
 * 50 ms are left for the network to push two of them together.
 * @see https://www.amocrm.ru/developers/content/api/recommendations
 */
export const REQUEST_INTERVAL_MS = 150;

/** Other processes may use the same limit: each slows down when amoCRM complains, and gets back bit by bit. */
const SLOWER = 2;
const FASTER = 0.98;
const SLOWEST = 16;

/** Paces the requests of all callers that share one of amoCRM's limits. */
export class Limiter {
	private lastStart = -Infinity;
	private pausedUntil = 0;
	private queue: Promise<void> = Promise.resolve();

	private intervalMs: number;

	constructor(private readonly shortestMs: number = REQUEST_INTERVAL_MS) {
		this.intervalMs = shortestMs;
	}

	/** Resolves when this caller may send; callers are served in the order in which they came. */
	async turn(): Promise<void> {
		this.queue = this.queue.then(async () => await this.start());
		await this.queue;
	}

	/** Holds every caller back, those already waiting too. */
	pause(milliseconds: number): void {
		// Complaints that come during a pause are of the same crowd.
		if (this.pausedUntil < Date.now()) {
			this.intervalMs = Math.min(this.intervalMs * SLOWER, this.shortestMs * SLOWEST);
		}
		this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
	}

	/** Counts from when the last request really started: in a busy process timers come late. */
	private async start(): Promise<void> {
		for (;;) {
			const wait = Math.max(this.lastStart + this.intervalMs, this.pausedUntil) - Date.now();
			if (wait <= 0) break;
			await sleep(wait);
		}
		this.lastStart = Date.now();
		this.intervalMs = Math.max(this.intervalMs * FASTER, this.shortestMs);
	}
}

const limiters = new Map<string, Limiter>();

/** The limiter that all executions in this process share for one integration in one account. */
export function limiterFor(key: string): Limiter {
	const limiter = limiters.get(key) ?? new Limiter();
	limiters.set(key, limiter);
	return limiter;
}
