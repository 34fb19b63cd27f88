import { Workflow, type INode, type INodeTypes } from 'n8n-workflow';

const node: INode = {
	id: '1',
	name: 'Credential',
	type: 'test.credential',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const nodeType = {
	description: { properties: [], inputs: [], outputs: [] },
} as unknown as ReturnType<INodeTypes['getByNameAndVersion']>;

const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: () => nodeType,
	getKnownTypes: () => ({}),
};

const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });

/** Evaluates as n8n does for a credential: `$self` is its stored data, `$credentials` the same in its test. */
export function evaluate(expression: string, stored: Record<string, unknown>): unknown {
	return workflow.expression.getComplexParameterValue(
		node,
		expression,
		'internal',
		{ $credentials: stored as Record<string, string> },
		undefined,
		undefined,
		stored,
	);
}
