import { breathe } from '../../../nodes/shared/breath';

const AT_ONCE = 10;
const STEP_MS = 3;
/** And a step of each that had been let through by then. */
const LONGEST_MS = 20 + AT_ONCE * STEP_MS;

let now = Date.now();
beforeEach(() => jest.spyOn(Date, 'now').mockImplementation(() => now));
afterEach(() => jest.restoreAllMocks());

it('lets the process turn to other things as often, however many work at once', async () => {
	let longest = 0;
	let last = now;
	let isOver = false;
	const look = () => {
		longest = Math.max(longest, now - last);
		last = now;
		if (!isOver) setImmediate(look);
	};
	look();
	const workInSteps = async () => {
		for (let step = 0; step < 10; step++) {
			await breathe();
			now += STEP_MS;
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, workInSteps));
	isOver = true;
	expect(longest).toBeGreaterThan(0);
	expect(longest).toBeLessThanOrEqual(LONGEST_MS);
});
