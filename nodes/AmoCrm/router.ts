import { get } from 'lodash';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from '../shared/nodeError';
import { resources } from './resources';
import type { Item, Result } from './factories/operation';
import { parameterReader } from './parameters';

/** Runs of neighbouring items that ask for the same: expressions may name another operation for each item. */
function byOperation(items: Item[]): Map<string, Item[]> {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const key = `${item.parameter<string>('resource')}/${item.parameter<string>('operation')}`;
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
	const parameter = parameterReader(functions);
	const zone = functions.getTimezone();
	const { parameters } = functions.getNode();
	const items = functions.getInputData().map(({ json }, index): Item => ({
		index,
		json,
		zone,
		parameter: (name, fallback) => parameter({ index, json }, name, fallback),
		saved: (name) => get(parameters, name),
	}));
	const results = new Map<number, Result>();
	for (const [key, group] of byOperation(items)) {
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
