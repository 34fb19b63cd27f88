import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type ExecutionBaseError,
	type IDataObject,
	type INodeExecutionData,
	type IRun,
	type ITaskData,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { Credentials } from './credentials';
import { NodeTypes } from './nodeTypes';
import { loadWorkflow, type WorkflowOptions } from './workflow';

/** Name of the node that hands out the input, where the workflow has no trigger of its own. */
export const START = 'Start';

export interface RunOptions extends WorkflowOptions {
	/** One empty item where left out. */
	input?: INodeExecutionData[];
	mode?: WorkflowExecuteMode;
	/** Called when the run begins, with what a person does who stops it. */
	onStart?(stop: () => void): void;
}

/** What came of a run. */
export class WorkflowRun {
	constructor(
		readonly run: IRun,
		/** As n8n would have saved them after the run. */
		readonly credentials: Credentials,
	) {}

	/** The error that ended the run. */
	get error(): ExecutionBaseError | undefined {
		return this.run.data.resultData.error;
	}

	/** What a node put out in its first run, on the output with this number. */
	output(node: string, branch = 0): INodeExecutionData[] {
		return this.task(node)?.data?.main[branch] ?? [];
	}

	/** The same without what n8n adds to items. */
	json(node: string, branch = 0): IDataObject[] {
		return this.output(node, branch).map(({ json }) => json);
	}

	errorOf(node: string): ExecutionBaseError | undefined {
		return this.task(node)?.error;
	}

	/** What n8n shows as notices beside the node's output. */
	hintsOf(node: string): NodeExecutionHint[] {
		return this.task(node)?.hints ?? [];
	}

	/** All that n8n would save of the run; nothing secret may be in it. */
	get saved(): string {
		return JSON.stringify(this.run.data);
	}

	private task(node: string): ITaskData | undefined {
		return this.run.data.resultData.runData[node]?.[0];
	}
}

async function withStart(options: RunOptions): Promise<RunOptions> {
	const { nodes, connections } = options;
	const nodeTypes = await NodeTypes.load(options.nodeTypes);
	const hasTrigger = nodes.some(({ type }) =>
		nodeTypes.getByNameAndVersion(type).description.group.includes('trigger'),
	);
	if (hasTrigger) return options;
	const first = { node: nodes[0].name, type: 'main' as const, index: 0 };
	return {
		...options,
		nodes: [{ name: START, type: 'n8n-nodes-base.manualTrigger' }, ...nodes],
		connections: connections && { ...connections, [START]: { main: [[first]] } },
	};
}

/**
 * Runs a workflow through n8n's engine: from its trigger, or from a node before the first that hands out
 * `input`.
 */
export async function runWorkflow(options: RunOptions): Promise<WorkflowRun> {
	const { mode = 'trigger', input = [{ json: {} }], onStart, ...rest } = await withStart(options);
	const { workflow, credentials, additionalData } = await loadWorkflow(rest, mode);
	const start = Object.values(workflow.nodes).find(({ type }) =>
		workflow.nodeTypes.getByNameAndVersion(type).description.group.includes('trigger'),
	);
	if (!start) throw new Error('The workflow has no node to start from.');
	const runData = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start, data: { main: [structuredClone(input)] }, source: null }],
		},
	});
	const execution = new WorkflowExecute(additionalData, mode, runData);
	const running = execution.processRunExecutionData(workflow);
	onStart?.(() => running.cancel());
	return new WorkflowRun(await running, credentials);
}
