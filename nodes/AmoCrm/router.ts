import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from '../shared/nodeError';
import { resources } from './resources';
import type { Item, Result } from './factories/operation';

function toItem(functions: IExecuteFunctions, { json }: INodeExecutionData, index: number): Item {
	return {
		index,
		json,
		parameter: <T>(name: string, fallback?: T) =>
			functions.getNodeParameter(name, index, fallback) as T,
	};
}

/** Runs of neighbouring items that ask for the same: expressions may name another operation for each item. */
function byOperation(functions: IExecuteFunctions, items: Item[]): Map<string, Item[]> {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const resource = functions.getNodeParameter('resource', item.index) as string;
		const operation = functions.getNodeParameter('operation', item.index) as string;
		const key = `${resource}/${operation}`;
		const group = groups.get(key) ?? [];
		group.push(item);
		groups.set(key, group);
	}
	return groups;
}

function toOutput(
	functions: IExecuteFunctions,
	result: Result,
	index: number,
): INodeExecutionData[] {
	const pairedItem = { item: index };
	if ('output' in result) {
		const { output, binary } = result;
		return output.map((json) => ({ json, ...(binary && { binary }), pairedItem }));
	}
	const error = toNodeError(functions.getNode(), result.problem, index);
	if (!functions.continueOnFail()) throw error;
	// The two keys by which n8n knows an item for its error output.
	const json: IDataObject = { error: error.message };
	if (error.description) json.details = error.description;
	return [{ json, pairedItem }];
}

/** Gives the items to the chosen operation and pairs what comes out with them, in their order. */
export async function route(functions: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = functions.getInputData().map((input, index) => toItem(functions, input, index));
	const results = new Map<number, Result>();
	for (const [key, group] of byOperation(functions, items)) {
		const [resourceName, operation] = key.split('/');
		const resource = resources.find(({ name }) => name === resourceName);
		if (!resource) throw new RangeError(`There is no resource ${resourceName}`);
		const done = await resource.execute(functions, operation, group);
		group.forEach(({ index }, position) => results.set(index, done[position]));
	}
	return items.flatMap(({ index }) =>
		toOutput(functions, results.get(index) ?? { output: [] }, index),
	);
}
