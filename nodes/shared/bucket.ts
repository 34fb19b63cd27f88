/** A token bucket: lets `size` through at once, and `perSecond` a second after that. */
export class Bucket {
	private filledAt = Date.now();

	private left: number;

	constructor(
		private readonly size: number,
		private readonly perSecond: number,
	) {
		this.left = size;
	}

	/** Milliseconds until one more may pass. */
	get wait(): number {
		this.fill();
		return this.left >= 1 ? 0 : Math.ceil(((1 - this.left) / this.perSecond) * 1_000);
	}

	/** Whether one more may pass; it has passed then. */
	take(): boolean {
		if (this.wait > 0) return false;
		this.left -= 1;
		return true;
	}

	private fill(): void {
		const now = Date.now();
		// A clock that was set back fills nothing.
		const passed = Math.max(0, now - this.filledAt);
		this.left = Math.min(this.size, this.left + (passed / 1_000) * this.perSecond);
		this.filledAt = now;
	}
}
