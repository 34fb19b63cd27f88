import { clamp } from 'lodash';

/**
 * amoCRM counts requests in any second as they arrive. Spread over a little more than a second, the network may
 * push two of them together by as much as is left.
 */
const LEEWAY_MS = 40;
const WINDOW_MS = 1_000 + LEEWAY_MS;

/**
 * An answer that took longer than others tells that its request may have arrived so much later, or only its answer.
 * The others may have been late themselves, by a part of what the leeway is for.
 */
const OTHERS_LATE_MS = LEEWAY_MS / 2;
const DELAY_MS = { least: 0, most: 150 };
const REMEMBERED_ANSWERS = 16;

/** The first requests leave a busy process late, whatever else is known of them: the very first sets up what all need. */
const DELAY_AT_FIRST_MS = { least: 140, most: 1_000 };

/** Others may use the same limit: who is complained about slows down, and gets back bit by bit. */
const SLOWER = 2;
const FASTER = 0.98;
const SLOWEST = 16;

interface Start {
	at: number;
	/** Until the answer; nothing while it is awaited. */
	duration?: number;
	/** How late it may have arrived. */
	delay: { least: number; most: number };
}

/** When the next request may start, from when the last ones did: evenly spaced, and so many in any second. */
export class Pace {
	private readonly starts: Start[] = [];

	private readonly durations: number[] = [];

	private due = -Infinity;

	private slowedBy = 1;

	/** @param perSecond below 1: one request in so much longer; in between, the whole number below it */
	constructor(public perSecond: number) {}

	/** How many times slower it is after complaints. */
	get slowness(): number {
		return this.slowedBy;
	}

	get earliest(): number {
		const first = this.starts.at(-this.most);
		return first ? Math.max(this.due, first.at + this.delayOf(first) + this.windowMs) : this.due;
	}

	/** By how much it may have arrived late, for all that is known by now, the leeway left out. */
	private delayOf({ duration, delay: { least, most } }: Start): number {
		if (duration === undefined) return least;
		const later = duration - Math.min(...this.durations, duration);
		return clamp(later + OTHERS_LATE_MS - LEEWAY_MS, least, most);
	}

	/**
	 * A timer that comes late does not make the next ones late; a long silence saves up nothing.
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
