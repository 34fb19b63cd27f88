import type * as workflow from 'n8n-workflow';

import { quiet } from './traffic';

/**
 * Stands in for `n8n-workflow`, where `sleep` moves the clock instead of waiting:
 * `jest.mock('n8n-workflow', () => sleepless())` beside `useOwnClock()`.
 */
export const sleepless = (): typeof workflow => ({
	...jest.requireActual<typeof workflow>('n8n-workflow'),
	sleep: async (milliseconds: number) => {
		jest.setSystemTime(Date.now() + milliseconds);
	},
});

/** What may go on as usual while a test has its own clock: all that requests need. */
const UNTOUCHED = [
	'clearImmediate',
	'clearInterval',
	'hrtime',
	'nextTick',
	'performance',
	'queueMicrotask',
	'setImmediate',
	'setInterval',
] as const;

function useClock(more: Array<'setTimeout' | 'clearTimeout'>): void {
	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: [...UNTOUCHED, ...more] });
	});
	afterEach(() => {
		jest.useRealTimers();
	});
}

/** Gives every test of the file a clock that only `sleep` moves; all timers stay real. */
export const useOwnClock = (): void => useClock(['setTimeout', 'clearTimeout']);

/**
 * Gives every test of the file a clock that stands still unless `settled` or `pass` moves it; requests take no
 * time. Whoever still waits when the test ends waits for ever.
 */
export const useStoppedClock = (): void => useClock([]);

/** Lets the time pass that the work waits for, and no more: what came of the work. */
export async function settled<T>(work: Promise<T>): Promise<T> {
	let isOver = false;
	const over = () => {
		isOver = true;
	};
	work.then(over, over);
	for (;;) {
		await quiet();
		if (isOver) return await work;
		await jest.advanceTimersToNextTimerAsync();
	}
}

const STEP_MS = 500;

/** Lets so much time pass, and what happens in it happen. */
export async function pass(milliseconds: number): Promise<void> {
	for (let left = milliseconds; left > 0; left -= STEP_MS) {
		await quiet();
		await jest.advanceTimersByTimeAsync(Math.min(left, STEP_MS));
	}
	await quiet();
}
