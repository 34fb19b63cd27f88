import { peakGrowth, untilIdle } from '../machine';
import { amoCrm, readLeads } from '../nodes';
import { ENTITIES_A_REQUEST, requestsFor } from '../pace';
import { count, within, type Row, type Size } from '../row';
import { figuresOf, runOnce } from './runs';

const nameOf = (index: number) => ({ name: `Order ${index}`, price: index });

const getMany = (amount: number): Row => ({
	work: `Get Many of ${count(amount)} leads, return all`,
	async run(stage) {
		const ground = await stage.newGround();
		await stage.seed(ground, 'leads', amount, nameOf);
		const run = await runOnce(stage, ground, amoCrm(ground.credential, readLeads()), [{}]);
		return {
			figures: figuresOf(run, { fewest: requestsFor(amount), time: 1.15 }),
			arrivals: run.requests.map(({ at }) => at),
		};
	},
});

const MEGABYTE = 1024 * 1024;

const memory = (amount: number): Row => ({
	work: `memory for ${count(amount)} leads read`,
	async run(stage) {
		const ground = await stage.newGround();
		await stage.seed(ground, 'leads', amount, nameOf);
		const page = amoCrm(ground.credential, readLeads(ENTITIES_A_REQUEST));
		const sample = await stage.output(page, {});
		const bytes = (JSON.stringify(sample).length / sample.length) * amount;
		const run = await stage.timing(amoCrm(ground.credential, readLeads()));
		await untilIdle(stage.pid);
		const peak = await peakGrowth(stage.pid, async () => await run([{}]));
		return {
			figures: [
				within(3, {
					what: 'peak of n8n, over the items as JSON',
					unit: 'MB',
					value: peak / MEGABYTE,
					floor: bytes / MEGABYTE,
				}),
			],
			notes: [
				"The peak is the resident memory of n8n's process, looked at every 20 ms, less what it held before the run, idle. The JSON is that of the items that the node gives, from a page of them.",
			],
		};
	},
});

export const readRows = (size: Size): Row[] => [getMany(size(50_000)), memory(size(100_000))];
