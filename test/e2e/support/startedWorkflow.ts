import type { FinishedRun } from '../../../tools/n8n/finishedRun';
import type { Patience } from '../../../tools/system/poll';
import { TRIGGER } from '../../../tools/n8n/nodes';
import type { Stage } from './stage';

/** An active workflow that starts on what happens in accounts, and does nothing else. */
export class StartedWorkflow {
	protected constructor(
		protected readonly stage: Stage,
		readonly id: string,
	) {}

	/** What the youngest run began with, once there are so many. */
	async items(runs: number, patience?: Patience): Promise<Array<Record<string, unknown>>> {
		const all = await this.stage.n8n.api.waitForExecutions(this.id, runs, patience);
		return (all.at(-1) as FinishedRun).json(TRIGGER);
	}

	async runs(): Promise<FinishedRun[]> {
		return await this.stage.n8n.api.executions(this.id);
	}
}
