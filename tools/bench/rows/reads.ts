import type { NodeToCreate } from '../../n8n/nodes';
import { rise, untilIdle } from '../machine';
import { amoCrm, pagesByHttpRequest, readLeads } from '../nodes';
import { onOwnStage } from '../ownStage';
import { ENTITIES_A_REQUEST, LATENCY_MS, requestsFor, secondsFor } from '../pace';
import { count, within, type Row } from '../row';
import type { BenchStage, Ground } from '../stage';
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

/** Of what n8n holds after its start, about a half is garbage that V8 has not needed to collect yet. */
const TIGHT_MB = 450;

interface Memory {
	/** By how much n8n's memory rises while all are read. */
	rise: number;
	/** Of the items that our node gives, as JSON. */
	items: number;
}

const byOurNode = ({ credential }: Ground) => amoCrm(credential, readLeads());

const byHttpRequest = ({ credential, account }: Ground) =>
	pagesByHttpRequest(credential, account.domain);

async function memoryOf(
	stage: BenchStage,
	amount: number,
	reader: (ground: Ground) => NodeToCreate,
): Promise<Memory> {
	const ground = await stage.newGround();
	await stage.seed(ground, 'leads', amount, nameOf);
	const page = amoCrm(ground.credential, readLeads(ENTITIES_A_REQUEST));
	const sample = await stage.output(page, {});
	const bytes = (Buffer.byteLength(JSON.stringify(sample)) / sample.length) * amount;
	const run = await stage.timing(reader(ground));
	await untilIdle(stage.pid);
	const risen = await rise(stage.pid, async () => await run([{}]));
	return { rise: risen / MEGABYTE, items: bytes / MEGABYTE };
}

const memoryFigure = (what: string, { rise: value, items: floor }: Memory) =>
	({ what, unit: 'MB', value, floor }) as const;

export const memoryRow = (amount: number): Row => ({
	work: `memory for ${count(amount)} leads read`,
	async run() {
		// What other rows left behind would hide what this one needs.
		const alone = async (nodeFlags: string[], reader: (ground: Ground) => NodeToCreate) =>
			await onOwnStage({ nodeFlags }, async (own) => await memoryOf(own, amount, reader));
		const ours = await alone([], byOurNode);
		const n8ns = await alone([], byHttpRequest);
		const tight = await alone([`--max-old-space-size=${TIGHT_MB}`], byOurNode);
		return {
			figures: [
				within(3, memoryFigure('rise of n8n, over the items as JSON', ours)),
				memoryFigure("the same pages by n8n's HTTP Request", n8ns),
				within(
					3,
					memoryFigure(`by our node where V8's heap may be ${TIGHT_MB} MB at the most`, tight),
				),
			],
			notes: [
				`The rise is that of the resident memory of n8n's process, looked at every 20 ms, from its lowest to its highest after that, in an n8n that was set up for it alone. The JSON is that of the items that our node gives, from a page of them; HTTP Request gives an item for each page, as amoCRM sent it. V8 collects garbage when it must: what is needed shows where n8n is started with NODE_OPTIONS=--max-old-space-size=${TIGHT_MB}, and takes as long.`,
			],
		};
	},
});
