import { clamp } from 'lodash';

/** How often a lease holder writes its heartbeat. */
export const HEARTBEAT_MS = 10_000;

/** How long a live holder may be silent if the table answers at once. */
const QUIET_MS = 25_000;

/** A longer step between two reads means that this process was suspended, or its clock was set. */
const MAX_STEP_MS = 15_000;

/** How many reads must find the counter unchanged. */
const MIN_READS = 3;

/** How many answers as slow as the slowest so far are allowed for. */
const SLOW_ANSWERS = 4;

/**
 * Tells a dead lease holder from a slow one: its heartbeat counter does not change over several reads. Only this
 * process's own waiting time is measured; clocks of two processes are never compared.
 */
export class Liveness {
	private counter?: string;
	private quietMs = 0;
	private reads = 0;
	private readAt = 0;
	private slowestMs = 0;

	/**
	 * @param read reads the table
	 * @param counterIn finds the counter in what was read
	 * @returns what was read, and whether the holder has died
	 */
	async read<T>(
		read: () => Promise<T>,
		counterIn: (found: T) => string,
	): Promise<{ found: T; isDead: boolean }> {
		const asked = Date.now();
		const found = await read();
		return { found, isDead: this.observe(counterIn(found), Date.now() - asked) };
	}

	/** Takes the counter that was read, and how long reading took. @returns whether the holder has died */
	observe(counter: string, tookMs: number): boolean {
		const now = Date.now();
		this.slowestMs = Math.max(this.slowestMs, tookMs);
		if (counter === this.counter) {
			this.quietMs += clamp(now - this.readAt, 0, MAX_STEP_MS);
			this.reads += 1;
		} else {
			this.counter = counter;
			this.quietMs = 0;
			this.reads = 0;
		}
		this.readAt = now;
		return this.reads >= MIN_READS && this.quietMs > QUIET_MS + SLOW_ANSWERS * this.slowestMs;
	}
}
