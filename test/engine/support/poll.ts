import { PollContext } from 'n8n-core';
import type { IDataObject, WorkflowExecuteMode } from 'n8n-workflow';

import { listen } from './webhook';
import { loadTrigger, type TriggerNode } from './workflow';

export interface Poller {
	/** What it has written into n8n's log. */
	logged: string[];
	/** Polls once; `manual`: a person tries it out. What starts the workflow. */
	poll(mode?: WorkflowExecuteMode): Promise<IDataObject[]>;
	/** What n8n keeps with the workflow and with its nodes. */
	staticData: IDataObject;
	/** What n8n saves with the node. */
	saved(): IDataObject;
	/** Somebody changes the node and publishes the workflow: n8n has it as it was saved. */
	change(parameters: IDataObject): void;
	/** n8n is restarted: of the node it knows what it saved with the last items. */
	restart(): void;
}

/** Activates the workflow of a polling trigger. */
export async function activatePolling(trigger: TriggerNode): Promise<Poller> {
	const { workflow, node, nodeType, additionalData } = await loadTrigger(trigger, 'trigger');
	const logged: string[] = [];
	let savedWithItems: IDataObject = {};
	return {
		logged,
		staticData: workflow.staticData,
		async poll(mode = 'trigger') {
			const context = new PollContext(workflow, node, additionalData, mode, 'activate');
			const lines = listen(context.logger);
			const items = await nodeType.poll?.call(context);
			logged.push(...lines);
			if (items) savedWithItems = structuredClone({ ...workflow.getStaticData('node', node) });
			return (items ?? []).flat().map(({ json }) => json);
		},
		change: (parameters) => void Object.assign(node.parameters, parameters),
		restart() {
			const kept = workflow.getStaticData('node', node);
			for (const key of Object.keys(kept)) delete kept[key];
			Object.assign(kept, savedWithItems);
		},
		saved: () => JSON.parse(JSON.stringify(workflow.getStaticData('node', node))) as IDataObject,
	};
}
