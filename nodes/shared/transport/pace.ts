/**
 * amoCRM counts requests in any second as they arrive. Spread over a little more than a second, the network may
 * push two of them together by as much as is left.
 */
const WINDOW_MS = 1_050;

/** Others may use the same limit: who is complained about slows down, and gets back bit by bit. */
const SLOWER = 2;
const FASTER = 0.98;
const SLOWEST = 16;

/** When the next request may start, from when the last ones did: evenly spaced, and so many in any second. */
export class Pace {
	private readonly starts: number[] = [];

	private due = -Infinity;

	private slowedBy = 1;

	/** @param perSecond below 1: one request in so much longer; in between, the whole number below it */
	constructor(public perSecond: number) {}

	/** How many times slower it is after complaints. */
	get slowness(): number {
		return this.slowedBy;
	}

	get earliest(): number {
		const windowStart = this.starts.at(-this.most) ?? -Infinity;
		return Math.max(this.due, windowStart + this.windowMs);
	}

	/** A timer that comes late does not make the next ones late; a long silence saves up nothing. */
	note(now: number): void {
		const { earliest, intervalMs } = this;
		this.due = (now - earliest < intervalMs ? earliest : now) + intervalMs;
		this.starts.push(now);
		if (this.starts.length > this.most) this.starts.shift();
		this.slowedBy = Math.max(this.slowedBy * FASTER, 1);
	}

	slowDown(): void {
		this.slowedBy = Math.min(this.slowedBy * SLOWER, SLOWEST);
	}

	private get most(): number {
		return Math.max(1, Math.floor(this.perSecond));
	}

	private get windowMs(): number {
		return (WINDOW_MS * this.slowedBy) / Math.min(this.perSecond, 1);
	}

	private get intervalMs(): number {
		return this.windowMs / this.most;
	}
}
