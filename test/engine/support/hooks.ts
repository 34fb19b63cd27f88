import { HookContext } from 'n8n-core';
import type { WorkflowActivateMode, WorkflowExecuteMode } from 'n8n-workflow';

import { count } from './traffic';
import { listen } from './webhook';
import { loadTrigger, type TriggerNode } from './workflow';

export interface ActiveTrigger {
	/** What its hooks have written into n8n's log. */
	logged: string[];
	deactivate(): Promise<void>;
}

/**
 * Activates the workflow of a trigger node, as n8n does; `init`: n8n has just started; `manual`: a person listens
 * in the editor.
 */
export async function activate(
	trigger: TriggerNode,
	activation: WorkflowActivateMode = 'activate',
): Promise<ActiveTrigger> {
	const isTest = activation === 'manual';
	const mode = isTest ? 'manual' : 'trigger';
	const { workflow, node, nodeType, additionalData } = await loadTrigger(trigger, mode);
	const [webhookDescription] = nodeType.description.webhooks ?? [];
	const contextIn = (...[inMode, inActivation]: [WorkflowExecuteMode, WorkflowActivateMode]) => {
		const context = new HookContext(workflow, node, additionalData, inMode, inActivation, {
			httpMethod: 'GET',
			node: node.name,
			path: '',
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
			isTest,
		});
		count(context.helpers);
		return context;
	};
	const hooks = nodeType.webhookMethods?.default;
	const context = contextIn(mode, activation);
	const logged = listen(context.logger);
	if (!(await hooks?.checkExists.call(context))) await hooks?.create.call(context);
	return {
		logged,
		async deactivate() {
			await hooks?.delete.call(contextIn('internal', 'update'));
		},
	};
}
