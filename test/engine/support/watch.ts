import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeType,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { ran, readUnshown } from './evidence';

const isShown = ({ description }: INodeType, node: INode, values: INodeParameters, name: string) =>
	description.properties.some(
		(property) =>
			property.name === name.split(/[.[]/)[0] &&
			NodeHelpers.displayParameter(values, property, node, description),
	);

type Read = (name: string, index: number, ...rest: unknown[]) => NodeParameterValueType;

/**
 * Notes which operation runs and every parameter that it reads. n8n gives no value for a parameter that it
 * does not show, so a read with a fallback would go unnoticed.
 */
export function watched(nodeType: INodeType): INodeType {
	const { execute } = nodeType;
	if (!execute) return nodeType;
	const watching: INodeType['execute'] = async function () {
		const node = this.getNode();
		const read = this.getNodeParameter.bind(this) as Read;
		const watch: Read = (name, index, ...rest) => {
			const chosen = {
				resource: read('resource', index, ''),
				operation: read('operation', index, ''),
			};
			const operation = `${chosen.resource as string} ${chosen.operation as string}`;
			ran.add(operation);
			const values = { ...node.parameters, ...chosen } as INodeParameters;
			if (!isShown(nodeType, node, values, name)) readUnshown.push(`${operation}: ${name}`);
			return read(name, index, ...rest);
		};
		this.getNodeParameter = watch as typeof this.getNodeParameter;
		return await execute.call(this);
	};
	return Object.create(nodeType, { execute: { value: watching } }) as INodeType;
}
