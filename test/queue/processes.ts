import type { QueueProcess } from '../../tools/n8n/n8nQueue';
import type { Stage } from '../e2e/support/stage';

/** All that a process of n8n has said. */
export const said = async ({ n8n }: Stage, process: QueueProcess): Promise<string> =>
	await n8n.process(process).output();

/** The executions that a worker took. It says so before it runs one; of the end it may speak after n8n has stored it. */
export async function takenBy(stage: Stage, worker: 'worker1' | 'worker2'): Promise<Set<number>> {
	const lines = (await said(stage, worker)).matchAll(/Worker started execution (\d+)/g);
	return new Set([...lines].map(([, id]) => Number(id)));
}

/** One of the workers did the execution. */
export async function expectWorker(stage: Stage, execution: number): Promise<void> {
	const [one, other] = [await takenBy(stage, 'worker1'), await takenBy(stage, 'worker2')];
	expect([...one, ...other]).toContain(execution);
}
