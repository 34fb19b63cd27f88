import { amoCrm, createLeads, readLeads } from '../nodes';
import { countRefused, secondsFor } from '../pace';
import { none, within, type Row } from '../row';
import { leadItems } from './writes';

const EXECUTIONS = 20;
const ITEMS = 50;
/** One that creates and one that reads. */
const REQUESTS_OF_EACH = 2;

export const crowdRow: Row = {
	work: `${EXECUTIONS} executions in parallel, each ${ITEMS} creates and one Get Many`,
	async run(stage) {
		const ground = await stage.newGround();
		const getMany = amoCrm(ground.credential, readLeads(ITEMS));
		const run = await stage.timing(amoCrm(ground.credential, createLeads), {
			...getMany,
			name: 'Get Many',
			executeOnce: true,
		});
		const { result, requests } = await stage.requestsOf(
			ground,
			async () =>
				await Promise.all(
					Array.from({ length: EXECUTIONS }, async () => await run(leadItems(ITEMS))),
				),
		);
		const from = Math.min(...result.map((timed) => timed.from));
		const to = Math.max(...result.map((timed) => timed.to));
		const fewest = EXECUTIONS * REQUESTS_OF_EACH;
		const [seconds, floor] = [(to - from) / 1000, secondsFor(fewest)];
		return {
			figures: [
				within(1, { what: 'requests', value: requests.length, floor: fewest }),
				none('answers of 429 or 403', countRefused(requests)),
				within(1.2, { what: 'time of the nodes', unit: 's', value: seconds, floor }),
			],
		};
	},
};
