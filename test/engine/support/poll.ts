import { PollContext } from 'n8n-core';
import type { IDataObject, WorkflowExecuteMode } from 'n8n-workflow';

import { listen } from './webhook';
import { loadTrigger, type TriggerNode } from './workflow';

export interface Poller {
	/** What it has written into n8n's log. */
	logged: string[];
	/** Polls once; `manual`: a person tries it out. What starts the workflow. */
	poll(mode?: WorkflowExecuteMode): Promise<IDataObject[]>;
	/** What n8n saves with the node. */
	saved(): IDataObject;
	/** n8n is restarted before it saved anything of the node. */
	restart(): void;
}

/** Activates the workflow of a polling trigger. */
export async function activatePolling(trigger: TriggerNode): Promise<Poller> {
	const { workflow, node, nodeType, additionalData } = await loadTrigger(trigger, 'trigger');
	const logged: string[] = [];
	return {
		logged,
		async poll(mode = 'trigger') {
			const context = new PollContext(workflow, node, additionalData, mode, 'activate');
			const lines = listen(context.logger);
			const items = await nodeType.poll?.call(context);
			logged.push(...lines);
			return (items ?? []).flat().map(({ json }) => json);
		},
		restart() {
			const kept = workflow.getStaticData('node', node);
			for (const key of Object.keys(kept)) delete kept[key];
		},
		saved: () => JSON.parse(JSON.stringify(workflow.getStaticData('node', node))) as IDataObject,
	};
}
