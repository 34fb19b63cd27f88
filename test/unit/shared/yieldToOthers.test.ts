import { sleep } from 'n8n-workflow';

import { yieldToOthers } from '../../../nodes/shared/yieldToOthers';

jest.mock('n8n-workflow', () => ({ sleep: jest.fn() }));

const STEP_MS = 5;
const STEPS = 20;
const WORKERS = 4;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('lets the process turn to other things as often, however many work at once', async () => {
	let steps = 0;
	const rests: number[] = [];
	jest.mocked(sleep).mockImplementation(async () => void rests.push(steps));
	const work = async () => {
		for (let step = 0; step < STEPS; step++) {
			steps += 1;
			jest.setSystemTime(Date.now() + STEP_MS);
			await yieldToOthers();
		}
	};

	await Promise.all(Array.from({ length: WORKERS }, work));

	expect(steps).toBe(STEPS * WORKERS);
	const goes = rests.map((at, index) => at - (rests[index - 1] ?? 0));
	// Two steps are longer than a go may be; everybody notices at the end of the step that is being done.
	expect(Math.max(...goes)).toBeLessThanOrEqual(WORKERS + 2);
	expect(rests.length).toBeGreaterThanOrEqual(steps / (WORKERS + 2) - 1);
});
