import type { IDataObject } from 'n8n-workflow';
import type { NodeToCreate } from '../../n8n/nodes';
import type { LogEntry } from '../../../emulator/types';
import { secondsFor } from '../pace';
import { within, type Figure } from '../row';
import type { BenchStage, Ground } from '../stage';

export interface TimedRun {
	requests: LogEntry[];
	/** Of the node alone. */
	seconds: number;
	/** Of all that the workflow does, making the items included. */
	wholeSeconds: number;
}

/** Runs a node once over the items. */
export async function runOnce(
	stage: BenchStage,
	ground: Ground,
	node: NodeToCreate,
	items: IDataObject[],
): Promise<TimedRun> {
	const run = await stage.timing(node);
	const { result, requests } = await stage.requestsOf(ground, async () => await run(items));
	const { from, to, wholeMs } = result;
	return { requests, seconds: (to - from) / 1000, wholeSeconds: wholeMs / 1000 };
}

/** What a run may take, measured against the fewest requests that do the work. */
export interface Allowance {
	fewest: number;
	/** Times the fewest requests; 1 unless given. */
	requests?: number;
	/** Times the floor of these requests; nothing is asked of it unless given. */
	time?: number;
}

/** The figures of a run, in the same order in every row. */
export function figuresOf(
	run: TimedRun,
	{ fewest, requests = 1, time = Infinity }: Allowance,
): Figure[] {
	const floor = secondsFor(fewest);
	return [
		within(requests, { what: 'requests', value: run.requests.length, floor: fewest }),
		within(time, { what: 'time of the node', unit: 's', value: run.seconds, floor }),
		{ what: 'time of the whole workflow', unit: 's', value: run.wholeSeconds, floor },
	];
}
