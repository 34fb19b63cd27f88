interface Sleeper {
	at: number;
	turn: number;
	wake(): void;
}

/** Everything that can be done without waiting is done. */
const idle = async () => await new Promise((resolve) => setImmediate(resolve));

/**
 * A clock that moves only when it is told to, for what waits by `sleep` alone. jest's own passes a real millisecond at
 * each timer, which is too much for a thousand histories.
 */
export class VirtualTime {
	now = 0;

	private turns = 0;

	private sleepers: Sleeper[] = [];

	/** Begins anew: nobody waits any more. */
	begin(now: number): void {
		this.sleepers = [];
		this.set(now);
	}

	sleep = async (milliseconds: number): Promise<void> =>
		await new Promise((wake) => {
			this.turns += 1;
			this.sleepers.push({ at: this.now + Math.max(0, milliseconds), turn: this.turns, wake });
		});

	/** Lets the time pass, and everybody do what falls into it. */
	async pass(milliseconds: number): Promise<void> {
		const end = this.now + milliseconds;
		for (;;) {
			await idle();
			const next = this.takeNext(end);
			if (!next) break;
			this.set(Math.max(this.now, next.at));
			next.wake();
		}
		this.set(end);
	}

	/** It is later at once, as after a machine has slept: who waited meanwhile wakes then. */
	async jump(milliseconds: number): Promise<void> {
		await idle();
		this.set(this.now + milliseconds);
		await this.pass(0);
	}

	private set(now: number): void {
		this.now = now;
		jest.setSystemTime(now);
	}

	private takeNext(end: number): Sleeper | undefined {
		let best = -1;
		for (const [place, { at, turn }] of this.sleepers.entries()) {
			const known = this.sleepers[best];
			if (at <= end && (!known || at < known.at || (at === known.at && turn < known.turn)))
				best = place;
		}
		return best < 0 ? undefined : this.sleepers.splice(best, 1)[0];
	}
}
