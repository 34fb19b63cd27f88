import { amoCrm, createLeads, httpRequest } from '../nodes';
import { within, type Row } from '../row';
import type { Timed } from '../stage';
import { median } from '../statistics';
import { leadItems } from './writes';

const WARM_UP = 5;

const millisecondsOf = ({ from, to }: Timed) => to - from;

export const latencyRow = (rounds: number): Row => ({
	work: 'one item in, one lead out',
	async run(stage) {
		const { account, credential } = await stage.newGround();
		const ours = await stage.timing(amoCrm(credential, createLeads));
		const n8ns = await stage.timing(httpRequest(credential, account.domain));
		const taken = { ours: [] as number[], n8ns: [] as number[] };
		for (const item of leadItems(WARM_UP + rounds)) {
			taken.ours.push(millisecondsOf(await ours([item])));
			taken.n8ns.push(millisecondsOf(await n8ns([item])));
		}
		const [value, floor] = [taken.ours, taken.n8ns].map((all) => median(all.slice(WARM_UP)));
		return {
			figures: [
				within(1.1, {
					what: "time of the node, over n8n's HTTP Request",
					unit: 'ms',
					value,
					floor,
				}),
			],
			notes: [
				'The two nodes take turns, with the same credential; the figures are medians, the first rounds left out.',
			],
		};
	},
});
