import { get, memoize } from 'lodash';
import type { IExecuteFunctions, ResourceMapperField } from 'n8n-workflow';

import type { Item } from './factories/operation';
import { expressionsIn, referenceReader } from './references';

type InputItem = Pick<Item, 'index' | 'json'>;

type Read = (item: InputItem, fallback?: unknown) => unknown;

/** n8n looks through the whole description for each value: where it can be known without, it is not asked. */
function readerOf(functions: IExecuteFunctions, name: string): Read {
	const { parameters } = functions.getNode();
	const raw: unknown = get(parameters, name);
	const ask: Read = ({ index }, fallback) => functions.getNodeParameter(name, index, fallback);
	if (raw === undefined) return ask;
	if (expressionsIn(raw).length === 0) return memoize(ask, () => name);
	const form = /^(\w+)\.value$/.exec(name)?.[1];
	const schema = form && (get(parameters, [form, 'schema']) as ResourceMapperField[] | undefined);
	const refer = referenceReader(raw, schema || undefined);
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
