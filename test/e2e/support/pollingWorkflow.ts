import { until } from '../../../tools/system/poll';
import { chained, type NodeToCreate } from '../../../tools/n8n/nodes';
import { uniqueName, type Stage } from './stage';
import { StartedWorkflow } from './startedWorkflow';

/** n8n polls every minute. */
export const aPoll = { timeoutMs: 300_000 };

/** One that n8n starts by asking its trigger again and again. */
export class PollingWorkflow extends StartedWorkflow {
	static async activate(stage: Stage, trigger: NodeToCreate): Promise<PollingWorkflow> {
		const { api } = stage.n8n;
		const { id } = await api.createWorkflow({
			name: uniqueName('Polling '),
			...chained([trigger]),
		});
		await api.activate(id);
		await until('the end of the first poll', async () => {
			const { staticData } = await api.getWorkflow(id);
			return staticData ? true : undefined;
		});
		return new PollingWorkflow(stage, id);
	}
}
