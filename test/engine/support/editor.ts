import { LoadOptionsContext } from 'n8n-core';
import type {
	INode,
	INodeListSearchResult,
	INodePropertyOptions,
	INodeType,
	ResourceMapperFields,
} from 'n8n-workflow';

import { loadWorkflow, type NodeJson, type WorkflowOptions } from './workflow';

/** A node that is open in the editor. */
export interface OpenNode extends Pick<WorkflowOptions, 'credentials' | 'nodeTypes'> {
	type: string;
	/** What the person has chosen so far; the rest is at its default. */
	parameters?: NodeJson['parameters'];
	/** The newest where left out. */
	typeVersion?: number;
}

async function inEditor({ type, parameters, typeVersion, ...rest }: OpenNode) {
	const node: NodeJson = {
		name: 'Open',
		type,
		parameters,
		...(typeVersion === undefined ? {} : { typeVersion }),
	};
	const { workflow, additionalData } = await loadWorkflow({ ...rest, nodes: [node] }, 'internal');
	const open = workflow.getNode(node.name) as INode;
	const context = new LoadOptionsContext(
		workflow,
		open,
		{ ...additionalData, currentNodeParameters: open.parameters },
		'',
	);
	return { context, nodeType: workflow.nodeTypes.getByNameAndVersion(type) };
}

function methodOf<K extends keyof NonNullable<INodeType['methods']>>(
	{ methods, description }: INodeType,
	kind: K,
	name: string,
) {
	const method = methods?.[kind]?.[name];
	if (!method) throw new Error(`The node "${description.name}" has no ${kind} method "${name}".`);
	return method as NonNullable<NonNullable<INodeType['methods']>[K]>[string];
}

/** Opens the list of a resource locator. */
export async function listSearch(
	node: OpenNode,
	name: string,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { context, nodeType } = await inEditor(node);
	return await methodOf(nodeType, 'listSearch', name).call(context, filter, paginationToken);
}

/** Opens a dropdown. */
export async function loadOptions(node: OpenNode, name: string): Promise<INodePropertyOptions[]> {
	const { context, nodeType } = await inEditor(node);
	return await methodOf(nodeType, 'loadOptions', name).call(context);
}

/** Shows the columns of a resource mapper. */
export async function mapperColumns(node: OpenNode, name: string): Promise<ResourceMapperFields> {
	const { context, nodeType } = await inEditor(node);
	return await methodOf(nodeType, 'resourceMapping', name).call(context);
}
