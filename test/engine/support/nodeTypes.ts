import type { INodeType, INodeTypeDescription, INodeTypes, IVersionedNodeType } from 'n8n-workflow';

import { packageCredentials, packageNodes, typeName } from '../../../tools/contract/packageTypes';
import { oAuth2Api } from './oAuth2Api';
import { watched } from './watch';

/** The package's credential types, with n8n's own that they extend. */
export const credentialTypes = async () => [oAuth2Api, ...(await packageCredentials())];

const standIn = (name: string, group: 'trigger' | 'transform'): INodeTypeDescription => ({
	name,
	displayName: name,
	group: [group],
	version: [1, 1.1, 1.2],
	description: '',
	defaults: { name },
	inputs: group === 'trigger' ? [] : ['main'],
	outputs: ['main'],
	properties: [],
});

/** Where the input of a run comes from. */
const manualTrigger: INodeType = {
	description: standIn('manualTrigger', 'trigger'),
	trigger: async () => ({}),
};

const noOp: INodeType = {
	description: standIn('noOp', 'transform'),
	async execute() {
		return [this.getInputData()];
	},
};

/** What n8n-core asks for node types; the names are those in saved workflows. */
export class NodeTypes implements INodeTypes {
	private readonly known = new Map<string, INodeType>([
		['n8n-nodes-base.manualTrigger', manualTrigger],
		[
			'n8n-nodes-base.scheduleTrigger',
			{ ...manualTrigger, description: standIn('scheduleTrigger', 'trigger') },
		],
		['n8n-nodes-base.noOp', noOp],
		['n8n-nodes-base.stickyNote', { description: standIn('stickyNote', 'transform') }],
	]);

	constructor(nodeTypes: INodeType[]) {
		for (const nodeType of nodeTypes) {
			this.known.set(typeName(nodeType.description), watched(nodeType));
		}
	}

	/** With the package's nodes, and those of a test. */
	static async load(more: INodeType[] = []): Promise<NodeTypes> {
		return new NodeTypes([...(await packageNodes()), ...more]);
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		return this.getByNameAndVersion(type);
	}

	getByNameAndVersion(type: string): INodeType {
		const nodeType = this.known.get(type);
		if (!nodeType) throw new Error(`Engine tests do not know the node type "${type}".`);
		return nodeType;
	}

	getKnownTypes() {
		return {};
	}
}
