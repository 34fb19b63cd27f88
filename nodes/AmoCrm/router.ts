import { get, groupBy } from 'lodash';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { runOf } from '../shared/account/session';
import { detailsOf, toNodeError } from '../shared/nodeError';
import { hasCode } from '../shared/problem';
import { resources } from './resources';
import type { Item, Result } from './factories/operation';
import { parameterReader } from './parameters';
import { Tries } from './tries';

/** Items that ask for the same operation: expressions may name another one for each item. */
const byOperation = (items: Item[]) =>
	groupBy(
		items,
		({ parameter }) => `${parameter<string>('resource')}/${parameter<string>('operation')}`,
	);

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
	// The two keys by which n8n knows an item for its error output.
	const json: IDataObject = { error: error.message };
	const details = detailsOf(error);
	if (details) json.details = details;
	return [{ json, pairedItem }];
}

/** What ends the run: the first problem, but for what was left out because of it. */
function throwFirst(functions: IExecuteFunctions, items: Item[], tries: Tries): void {
	const problems = items.flatMap(({ index }) => {
		const result = tries.resultOf(index);
		return result && 'problem' in result ? [{ index, problem: result.problem }] : [];
	});
	const first = problems.find(({ problem }) => !hasCode(problem, 'notSent')) ?? problems[0];
	if (first) throw toNodeError(functions.getNode(), first.problem, first.index);
}

/** Gives the items to the chosen operation and pairs what comes out with them, in their order. */
export async function route(functions: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const parameter = parameterReader(functions);
	const zone = functions.getTimezone();
	const { parameters, typeVersion } = functions.getNode();
	const { ending } = runOf(functions);
	const items = functions.getInputData().map(({ json, binary = {} }, index): Item => ({
		index,
		json,
		binaryFields: Object.keys(binary),
		zone,
		isReadable: typeVersion >= 1.1,
		ending,
		parameter: (name, fallback) => parameter({ index, json }, name, fallback),
		saved: (name) => get(parameters, name),
	}));
	const tries = new Tries(functions);
	if (ending) throwFirst(functions, items, tries);
	const open = items.filter(({ index }) => !tries.resultOf(index));
	for (const [key, group] of Object.entries(byOperation(open))) {
		const [resourceName, operation] = key.split('/');
		const resource = resources.find(({ name }) => name === resourceName);
		if (!resource) throw new RangeError(`There is no resource ${resourceName}`);
		const done = await resource.execute(functions, operation, group);
		group.forEach(({ index }, position) => {
			const result = done[position];
			if (result) tries.note(index, result);
		});
		if (ending) throwFirst(functions, items, tries);
	}
	return items.flatMap(({ index }) =>
		toOutput(functions, tries.resultOf(index) ?? { output: [] }, index),
	);
}
