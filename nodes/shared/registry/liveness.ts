import { clamp } from 'lodash';

/** How often a holder says that it lives. */
export const HEARTBEAT_MS = 10_000;

/** So long nothing may be heard of a holder that lives, where the table answers at once. */
const QUIET_MS = 25_000;

/** A pause that seems longer was not waited: the process was stopped, or its clock was set. */
const LONGEST_STEP_MS = 15_000;

/** So often at the least the counter has to be seen unchanged. */
const FEWEST_LOOKS = 3;

/** How often the table may answer as slowly as it ever did, within that time. */
const SLOW_ANSWERS = 4;

/**
 * Tells a holder that died from one that is slow, by a counter of the holder's that stands still while this process
 * looks again and again. Only this process's own waiting is measured: no two clocks are compared.
 */
export class Liveness {
	private counter?: string;
	private quietMs = 0;
	private looks = 0;
	private lookedAt = 0;
	private slowestMs = 0;

	/**
	 * @param read reads the table
	 * @param counterIn finds the counter in what was read
	 * @returns what was read, and whether the holder has died
	 */
	async look<T>(
		read: () => Promise<T>,
		counterIn: (found: T) => string,
	): Promise<{ found: T; isDead: boolean }> {
		const asked = Date.now();
		const found = await read();
		return { found, isDead: this.observe(counterIn(found), Date.now() - asked) };
	}

	/** Notes what was read, and how long that took; says whether the holder has died. */
	observe(counter: string, tookMs: number): boolean {
		const now = Date.now();
		this.slowestMs = Math.max(this.slowestMs, tookMs);
		if (counter === this.counter) {
			this.quietMs += clamp(now - this.lookedAt, 0, LONGEST_STEP_MS);
			this.looks += 1;
		} else {
			this.counter = counter;
			this.quietMs = 0;
			this.looks = 0;
		}
		this.lookedAt = now;
		return this.looks >= FEWEST_LOOKS && this.quietMs > QUIET_MS + SLOW_ANSWERS * this.slowestMs;
	}
}
