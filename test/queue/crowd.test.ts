import { everyHolder, sendCrowd } from '../e2e/support/crowd';
import { stage } from '../e2e/support/stage';
import { takenBy } from './processes';

const world = stage();

describe('a crowd of runs that finds its access token dead', () => {
	it.each(everyHolder)('gets through two workers by one renewal of %s', async (holder) => {
		const runs = await sendCrowd(world, holder);

		// How n8n divides them is its own affair: a worker takes ten at once, so one alone cannot hold the crowd.
		for (const worker of ['worker1', 'worker2'] as const) {
			const taken = await takenBy(world, worker);
			expect(runs.filter(({ id }) => taken.has(id))).not.toEqual([]);
		}
	});
});
