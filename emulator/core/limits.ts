/**
 * amoCRM's request limits, in a sliding second and in real time.
 * amocrm.ru/developers: recommendations (limits), crm/error-codes (429, 403).
 */
export const PER_INTEGRATION = 7;
export const PER_ACCOUNT = 50;
const SECOND_MS = 1000;

/** Guess: how much "continued abuse" is. amoCRM gives no number. */
export const TOLERATED_REFUSALS = 30;
export const REFUSALS_WINDOW_MS = 10_000;

export type Verdict = 'pass' | 'tooMany' | 'blocked';

class SlidingWindow {
	private readonly times: number[] = [];

	constructor(private readonly lengthMs: number) {}

	count(now: number): number {
		while (this.times.length > 0 && this.times[0] <= now - this.lengthMs) this.times.shift();
		return this.times.length;
	}

	add(now: number): void {
		this.times.push(now);
	}
}

/** A map that makes what it lacks. */
function windowOf(map: Map<string, SlidingWindow>, key: string, lengthMs: number): SlidingWindow {
	const known = map.get(key);
	if (known) return known;
	const made = new SlidingWindow(lengthMs);
	map.set(key, made);
	return made;
}

export class RateLimits {
	private readonly ofIntegration = new Map<string, SlidingWindow>();
	private readonly ofAccount = new Map<string, SlidingWindow>();
	private readonly refusals = new Map<string, SlidingWindow>();
	private readonly blocked = new Set<string>();

	constructor(private readonly time: () => number = () => performance.now()) {}

	/** Counts a call. Refused calls use up no room, but bring the block nearer. */
	admit(integrationId: string, accountId: number): Verdict {
		const pair = `${integrationId}@${accountId}`;
		if (this.blocked.has(pair)) return 'blocked';
		const now = this.time();
		const mine = windowOf(this.ofIntegration, pair, SECOND_MS);
		const everyones = windowOf(this.ofAccount, String(accountId), SECOND_MS);
		if (mine.count(now) >= PER_INTEGRATION || everyones.count(now) >= PER_ACCOUNT) {
			this.noteRefusal(pair, now);
			return 'tooMany';
		}
		mine.add(now);
		everyones.add(now);
		return 'pass';
	}

	isBlocked(integrationId: string, accountId: number): boolean {
		return this.blocked.has(`${integrationId}@${accountId}`);
	}

	reset(): void {
		for (const map of [this.ofIntegration, this.ofAccount, this.refusals]) map.clear();
		this.blocked.clear();
	}

	private noteRefusal(pair: string, now: number): void {
		const refusals = windowOf(this.refusals, pair, REFUSALS_WINDOW_MS);
		refusals.add(now);
		if (refusals.count(now) > TOLERATED_REFUSALS) this.blocked.add(pair);
	}
}
