/** Lets the time pass that the work waits for, and no more, on jest's clock: what came of the work. */
export async function settled<T>(work: Promise<T>): Promise<T> {
	let isOver = false;
	const over = () => {
		isOver = true;
	};
	work.then(over, over);
	await jest.advanceTimersByTimeAsync(0);
	while (!isOver) await jest.advanceTimersToNextTimerAsync();
	return await work;
}

/** Nobody waits for anything any more, as when a process dies; so much later. */
export function dieAndWait(milliseconds: number): void {
	const now = Date.now();
	// Sets jest's clock back, too.
	jest.clearAllTimers();
	jest.setSystemTime(now + milliseconds);
}
