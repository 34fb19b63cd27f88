import type { QueueProcess } from '../../tools/n8n/n8nQueue';
import { everyHolder, sendCrowd } from '../e2e/support/crowd';
import { stage } from '../e2e/support/stage';
import { said } from './processes';

const world = stage();

/** Executions that a worker has done. */
async function doneBy(worker: QueueProcess): Promise<Set<number>> {
	const lines = (await said(world, worker)).matchAll(/Worker finished execution (\d+)/g);
	return new Set([...lines].map(([, id]) => Number(id)));
}

describe('a crowd of runs that finds its access token dead', () => {
	it.each(everyHolder)('gets through two workers by one renewal of %s', async (holder) => {
		const runs = await sendCrowd(world, holder);

		for (const worker of ['worker1', 'worker2'] as const) {
			const done = await doneBy(worker);
			expect(runs.filter(({ id }) => done.has(id)).length).toBeGreaterThan(10);
		}
	});
});
