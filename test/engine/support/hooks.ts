import { HookContext, TriggerContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, WorkflowActivateMode } from 'n8n-workflow';

import { count } from './traffic';
import { listen } from './webhook';
import { loadTrigger, type TriggerNode } from './workflow';

export interface ActiveTrigger {
	/** What its hooks have written into n8n's log. */
	logged: string[];
	/** What n8n has saved with the workflow. */
	saved: IDataObject;
	/** What started the workflow without a call. */
	items: IDataObject[];
	deactivate(): Promise<void>;
}

type Loaded = Awaited<ReturnType<typeof loadTrigger>>;

/** Lets the trigger run: all that n8n does when it starts. */
async function run(
	{ workflow, node, nodeType, additionalData }: Loaded,
	activation: WorkflowActivateMode,
) {
	const items: IDataObject[] = [];
	const emit = (data: INodeExecutionData[][]) => {
		items.push(...data.flat().map(({ json }) => json));
	};
	const running = new TriggerContext(workflow, node, additionalData, 'trigger', activation, emit);
	count(running.helpers);
	const started = await nodeType.trigger?.call(running);
	return { items, stop: async () => await started?.closeFunction?.() };
}

/** n8n has started and runs a trigger that was activated earlier; nobody calls its hooks. */
export const restart = async (trigger: TriggerNode) =>
	await run(await loadTrigger(trigger, 'trigger'), 'init');

/** Activates the workflow of a trigger node, as n8n does; `init`: n8n has just started. */
export async function activate(
	trigger: TriggerNode,
	activation: WorkflowActivateMode = 'activate',
): Promise<ActiveTrigger> {
	const loaded = await loadTrigger(trigger, 'trigger');
	const { workflow, node, nodeType, additionalData } = loaded;
	const context = new HookContext(workflow, node, additionalData, 'trigger', activation);
	count(context.helpers);
	const logged = listen(context.logger);
	const hooks = nodeType.webhookMethods?.default;
	if (!(await hooks?.checkExists.call(context))) await hooks?.create.call(context);
	const { items, stop } = await run(loaded, activation);
	return {
		logged,
		items,
		saved: workflow.staticData,
		async deactivate() {
			await stop();
			await hooks?.delete.call(context);
		},
	};
}
