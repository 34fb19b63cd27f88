import type * as workflow from 'n8n-workflow';

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

/** Gives every test of the file a clock that only `sleep` moves; all timers stay real. */
export function useOwnClock(): void {
	beforeEach(() => {
		jest.useFakeTimers({
			doNotFake: [
				'clearImmediate',
				'clearInterval',
				'clearTimeout',
				'hrtime',
				'nextTick',
				'performance',
				'queueMicrotask',
				'setImmediate',
				'setInterval',
				'setTimeout',
			],
		});
	});
	afterEach(() => {
		jest.useRealTimers();
	});
}
