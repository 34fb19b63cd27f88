import { get, memoize } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Item } from './factories/operation';
import { expressionsIn, referenceReader } from './references';

type InputItem = Pick<Item, 'index' | 'json'>;

/** n8n's name for a node that an agent uses as a tool. */
const TOOL = /Tool$/;

type Read = (item: InputItem, fallback?: unknown) => unknown;

/** n8n looks through the whole description for each value: where it can be known without, it is not asked. */
function readerOf(functions: IExecuteFunctions, name: string): Read {
	const { parameters, type } = functions.getNode();
	const raw: unknown = get(parameters, name);
	const ask: Read = ({ index }, fallback) => functions.getNodeParameter(name, index, fallback);
	if (raw === undefined) return ask;
	if (expressionsIn(raw).length === 0) return memoize(ask, () => name);
	// The input of a tool is what the model gave, not what its expressions see.
	const refer = TOOL.test(type) ? undefined : referenceReader(raw);
	return refer ? (item, fallback) => refer(item.json) ?? ask(item, fallback) : ask;
}

/**
 * Makes what reads the node's parameters for its items. One without an expression is the same for all items and
 * is read once.
 */
export function parameterReader(
	functions: IExecuteFunctions,
): <T>(item: InputItem, name: string, fallback?: T) => T {
	const readers = memoize((name: string) => readerOf(functions, name));
	return <T>(item: InputItem, name: string, fallback?: T) => readers(name)(item, fallback) as T;
}
