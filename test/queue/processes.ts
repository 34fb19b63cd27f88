import type { QueueProcess } from '../../tools/n8n/n8nQueue';
import type { Stage } from '../e2e/support/stage';

/** All that a process of n8n has said. */
export const said = async ({ n8n }: Stage, process: QueueProcess): Promise<string> =>
	await n8n.process(process).output();

/** One of the workers did the execution. */
export async function expectWorker(stage: Stage, execution: number): Promise<void> {
	const workers = (await said(stage, 'worker1')) + (await said(stage, 'worker2'));
	expect(workers).toContain(`Worker finished execution ${execution} `);
}
