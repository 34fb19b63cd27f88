import { clamp } from 'lodash';

/**
 * amoCRM counts the requests that arrive within any second. They are spread over a little more than a second: by that
 * much the network may delay one of them.
 */
const LEEWAY_MS = 40;
const WINDOW_MS = 1_000 + LEEWAY_MS;

/**
 * If an answer took longer than others, its request may have arrived that much later, or only the answer was slow. The
 * others may have been late, too, by a part of the leeway.
 */
const OTHERS_LATE_MS = LEEWAY_MS / 2;
const DELAY_MS = { least: 0, most: 150 };
const REMEMBERED_ANSWERS = 16;

/** A busy process may send its first requests late: the very first one sets up what all of them need. */
const DELAY_AT_FIRST_MS = { least: 140, most: 1_000 };

/** Other programs may use the same limit: after a complaint the pace slows down, and recovers bit by bit. */
const SLOWER = 2;
const FASTER = 0.98;
const SLOWEST = 16;

/** Without a request for so long it need not be kept. */
const IDLE_MS = 60_000;

interface Start {
	at: number;
	/** Milliseconds until the answer; missing while it is awaited. */
	duration?: number;
	/** How many milliseconds late it may have arrived. */
	delay: { least: number; most: number };
}

/** Decides when the next request may start: evenly spaced, and no more than `perSecond` in any second. */
export class Pace {
	private readonly starts: Start[] = [];

	private readonly durations: number[] = [];

	private due = -Infinity;

	private slowedBy = 1;

	/** @param perSecond below 1: one request in 1 / `perSecond` seconds; above 1 it is rounded down */
	constructor(public perSecond: number) {}

	/** By what factor it is slower after complaints. */
	get slowness(): number {
		return this.slowedBy;
	}

	/** Whether it can be forgotten: no request has started for a while. */
	get isIdle(): boolean {
		return Date.now() - (this.starts.at(-1)?.at ?? -Infinity) > IDLE_MS;
	}

	get earliest(): number {
		const first = this.starts.at(-this.most);
		return first ? Math.max(this.due, first.at + this.delayOf(first) + this.windowMs) : this.due;
	}

	/** How late a request may have arrived, as far as is known, beyond the leeway. */
	private delayOf({ duration, delay: { least, most } }: Start): number {
		if (duration === undefined) return least;
		const later = duration - Math.min(...this.durations, duration);
		return clamp(later + OTHERS_LATE_MS - LEEWAY_MS, least, most);
	}

	/**
	 * Notes that a request starts. A late timer does not delay the next ones, and a long silence does not allow a burst.
	 * @returns to be called when the answer is there
	 */
	note(now: number): (answeredAt: number) => void {
		const { earliest, intervalMs } = this;
		this.due = (now - earliest < intervalMs ? earliest : now) + intervalMs;
		const isOfFirst = this.starts.length < this.most;
		const start: Start = { at: now, delay: isOfFirst ? DELAY_AT_FIRST_MS : DELAY_MS };
		this.starts.push(start);
		if (this.starts.length > this.most) this.starts.shift();
		this.slowedBy = Math.max(this.slowedBy * FASTER, 1);
		return (answeredAt) => {
			this.durations.push(answeredAt - now);
			if (this.durations.length > REMEMBERED_ANSWERS) this.durations.shift();
			start.duration = answeredAt - now;
		};
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
