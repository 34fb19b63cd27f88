import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import {
	Workflow,
	type IConnections,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { Credentials, type CredentialValues } from './credentials';
import { NodeTypes } from './nodeTypes';

/** Where the n8n of engine tests is, as its users see it. */
export const N8N_URL = 'https://n8n.example.com';

/** A node as a workflow file has it; what is left out is filled in. */
export type NodeJson = Pick<INode, 'name' | 'type'> & Partial<INode>;

export interface WorkflowOptions {
	nodes: NodeJson[];
	/** One after another where left out. */
	connections?: IConnections;
	credentials?: CredentialValues | Credentials;
	/** Node types of a test, beside those of the package. */
	nodeTypes?: INodeType[];
	staticData?: Record<string, unknown>;
	/** That of n8n where left out. */
	timezone?: string;
}

export interface LoadedWorkflow {
	workflow: Workflow;
	credentials: Credentials;
	additionalData: IWorkflowExecuteAdditionalData;
}

function inARow(nodes: NodeJson[]): IConnections {
	const links = nodes
		.slice(1)
		.map(({ name }, index) => [
			nodes[index].name,
			{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
		]);
	return Object.fromEntries(links) as IConnections;
}

const notOffered = (what: string) => async (): Promise<never> => {
	throw new Error(`Engine tests do not offer ${what}.`);
};

function additionalDataOf(
	workflow: Workflow,
	credentials: Credentials,
	mode: WorkflowExecuteMode,
): IWorkflowExecuteAdditionalData {
	const executionId = '1';
	const saved = {
		id: workflow.id,
		name: workflow.name ?? '',
		active: workflow.active,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		activeVersionId: null,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	};
	return {
		credentialsHelper: credentials,
		hooks: new ExecutionLifecycleHooks(mode, executionId, saved),
		executionId,
		workflowId: workflow.id,
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: `${N8N_URL}/`,
		restApiUrl: `${N8N_URL}/rest`,
		formBaseUrl: `${N8N_URL}/form`,
		formTestBaseUrl: `${N8N_URL}/form-test`,
		formWaitingBaseUrl: `${N8N_URL}/form-waiting`,
		webhookBaseUrl: `${N8N_URL}/webhook`,
		webhookTestBaseUrl: `${N8N_URL}/webhook-test`,
		webhookWaitingBaseUrl: `${N8N_URL}/webhook-waiting`,
		mcpBaseUrl: `${N8N_URL}/mcp`,
		mcpTestBaseUrl: `${N8N_URL}/mcp-test`,
		externalSecretsProxy: new ExternalSecretsProxy(),
		logAiEvent: () => {},
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: notOffered('sub-workflows'),
		startRunnerTask: notOffered('task runners'),
	};
}

/** Makes n8n's own objects of a workflow's JSON. */
export async function loadWorkflow(
	{
		nodes,
		connections,
		credentials: values,
		nodeTypes: more,
		staticData,
		timezone,
	}: WorkflowOptions,
	mode: WorkflowExecuteMode,
): Promise<LoadedWorkflow> {
	const nodeTypes = await NodeTypes.load(more);
	const credentials = await Credentials.of(values);
	const complete = nodes.map((node, index): INode => {
		const { description } = nodeTypes.getByNameAndVersion(node.type);
		return {
			id: `node-${index}`,
			typeVersion: [description.version].flat().at(-1) ?? 1,
			position: [index * 200, 0],
			...node,
			parameters: structuredClone(node.parameters ?? {}),
			credentials: credentials.chosenFor(description),
			...(description.webhooks ? { webhookId: node.webhookId ?? `hook-${index}` } : {}),
		};
	});
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Engine test',
		nodes: complete,
		connections: connections ?? inARow(nodes),
		active: mode !== 'manual',
		nodeTypes,
		staticData: staticData as Workflow['staticData'],
		settings: { executionOrder: 'v1', timezone },
	});
	return { workflow, credentials, additionalData: additionalDataOf(workflow, credentials, mode) };
}

/** A trigger that is alone in its workflow. */
export interface TriggerNode extends Pick<
	WorkflowOptions,
	'credentials' | 'nodeTypes' | 'staticData'
> {
	/** As saved workflows name it. */
	type: string;
	parameters?: NodeJson['parameters'];
}

/** Loads a workflow of this trigger alone. */
export async function loadTrigger(
	{ type, parameters, ...rest }: TriggerNode,
	mode: WorkflowExecuteMode,
) {
	const nodes: NodeJson[] = [{ name: 'Trigger', type, parameters }];
	const loaded = await loadWorkflow({ ...rest, nodes }, mode);
	const [node] = Object.values(loaded.workflow.nodes);
	return { ...loaded, node, nodeType: loaded.workflow.nodeTypes.getByNameAndVersion(type) };
}
