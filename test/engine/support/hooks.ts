import { HookContext, TriggerContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, WorkflowActivateMode } from 'n8n-workflow';

import { count } from './traffic';
import { listen } from './webhook';
import { loadTrigger, type TriggerNode } from './workflow';

export interface ActiveTrigger {
	/** What its hooks have written into n8n's log. */
	logged: string[];
	/** What started the workflow without a call. */
	items: IDataObject[];
	deactivate(): Promise<void>;
}

/** Activates the workflow of a trigger node, as n8n does; `init`: n8n has just started. */
export async function activate(
	trigger: TriggerNode,
	activation: WorkflowActivateMode = 'activate',
): Promise<ActiveTrigger> {
	const { workflow, node, nodeType, additionalData } = await loadTrigger(trigger, 'trigger');
	const context = new HookContext(workflow, node, additionalData, 'trigger', activation);
	count(context.helpers);
	const logged = listen(context.logger);
	const hooks = nodeType.webhookMethods?.default;
	if (!(await hooks?.checkExists.call(context))) await hooks?.create.call(context);
	const items: IDataObject[] = [];
	const emit = (data: INodeExecutionData[][]) => {
		items.push(...data.flat().map(({ json }) => json));
	};
	const running = new TriggerContext(workflow, node, additionalData, 'trigger', activation, emit);
	count(running.helpers);
	const started = await nodeType.trigger?.call(running);
	return {
		logged,
		items,
		async deactivate() {
			await started?.closeFunction?.();
			await hooks?.delete.call(context);
		},
	};
}
