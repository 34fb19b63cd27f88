/** The emulator's own time: real time plus an offset, so that months of a token's life pass in one call. */
export class Clock {
	private offsetMs = 0;

	constructor(private readonly realTime: () => number = Date.now) {}

	/** Unix seconds, as everywhere in amoCRM's API. */
	seconds(): number {
		return Math.floor((this.realTime() + this.offsetMs) / 1000);
	}

	advance(seconds: number): void {
		this.offsetMs += seconds * 1000;
	}

	reset(): void {
		this.offsetMs = 0;
	}
}
