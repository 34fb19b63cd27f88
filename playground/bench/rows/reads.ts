import { peakGrowth, untilIdle } from '../machine';
import type { NodeToCreate } from '../../../test/e2e/support/nodes';
import { amoCrm, debugHelper, readLeads } from '../nodes';
import { ENTITIES_A_REQUEST, LATENCY_MS, requestsFor, secondsFor } from '../pace';
import { count, within, type Row } from '../row';
import type { BenchStage } from '../stage';
import { figuresOf, runOnce } from './runs';

const nameOf = (index: number) => ({ name: `Order ${index}`, price: index });

/** Pages that are asked for before the answer is there that names none after it. */
const LOOKS_PAST_THE_END = Math.ceil(LATENCY_MS / 1000 / secondsFor(1));

export const getManyRow = (amount: number): Row => ({
	work: `Get Many of ${count(amount)} leads, return all`,
	async run(stage) {
		const ground = await stage.newGround();
		await stage.seed(ground, 'leads', amount, nameOf);
		const run = await runOnce(stage, ground, amoCrm(ground.credential, readLeads()), [{}]);
		const pages = requestsFor(amount);
		return {
			figures: figuresOf(run, {
				fewest: pages,
				requests: (pages + LOOKS_PAST_THE_END) / pages,
				time: 1.15,
			}),
			notes: [
				`amoCRM does not say how long a list is. At full speed the next page is asked for before the last one is there, so up to ${LOOKS_PAST_THE_END} requests may look past the end.`,
			],
			arrivals: run.requests.map(({ at }) => at),
		};
	},
});

const MEGABYTE = 1024 * 1024;

interface Memory {
	/** Of n8n, while the node runs. */
	peak: number;
	/** Of the items that the node gives, as JSON. */
	items: number;
}

/** @param nodeFor gives the node for so many items */
async function memoryOf(
	stage: BenchStage,
	amount: number,
	nodeFor: (amount: number) => NodeToCreate,
): Promise<Memory> {
	// What ran before would hide what this one needs.
	await stage.n8n.processes.main.restart();
	const sample = await stage.output(nodeFor(ENTITIES_A_REQUEST), {});
	const bytes = (Buffer.byteLength(JSON.stringify(sample)) / sample.length) * amount;
	const run = await stage.timing(nodeFor(amount));
	await untilIdle(stage.pid);
	const peak = await peakGrowth(stage.pid, async () => await run([{}]));
	return { peak: peak / MEGABYTE, items: bytes / MEGABYTE };
}

export const memoryRow = (amount: number): Row => ({
	work: `memory for ${count(amount)} leads read`,
	async run(stage) {
		const ground = await stage.newGround();
		await stage.seed(ground, 'leads', amount, nameOf);
		const ours = await memoryOf(stage, amount, (limit) =>
			amoCrm(ground.credential, readLeads(limit)),
		);
		const n8ns = await memoryOf(stage, amount, debugHelper);
		return {
			figures: [
				within(3, {
					what: 'peak of n8n, over the items as JSON',
					unit: 'MB',
					value: ours.peak,
					floor: ours.items,
				}),
				{
					what: "the same for as many items that n8n's DebugHelper makes up",
					unit: 'MB',
					value: n8ns.peak,
					floor: n8ns.items,
				},
			],
			notes: [
				"The peak is the resident memory of n8n's process, looked at every 20 ms, less what the fresh process held before the run, idle. The JSON is that of the items that the node gives, from a page of them. DebugHelper is a node of n8n's own that makes items up in memory: what it takes is n8n's own share.",
			],
		};
	},
});
