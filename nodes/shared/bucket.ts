/** Lets so many through at once, and so many a second after that. */
export class Bucket {
	private filledAt = Date.now();

	private left: number;

	constructor(
		private readonly size: number,
		private readonly perSecond: number,
	) {
		this.left = size;
	}

	/** Whether one more may pass; it has passed then. */
	take(): boolean {
		const now = Date.now();
		// A clock that was set back fills nothing.
		const passed = Math.max(0, now - this.filledAt);
		this.left = Math.min(this.size, this.left + (passed / 1_000) * this.perSecond);
		this.filledAt = now;
		if (this.left < 1) return false;
		this.left -= 1;
		return true;
	}
}
