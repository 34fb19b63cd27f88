import { cloneDeep, get, isNil, isObject, memoize, set } from 'lodash';
import { type IDataObject, type IExecuteFunctions, isExpression } from 'n8n-workflow';

import type { Item } from './factories/operation';

/** `['E-mail']`, `.name` or `[0]`. */
const STEP = /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[(?:'([^'\\{}\n]*)'|"([^"\\{}\n]*)"|(\d+))\]/gu;

/** What n8n's editor writes where a field of the input is dropped on a parameter. */
const REFERENCE = new RegExp(`^=\\{\\{\\s*\\$json((?:${STEP.source})+)\\s*\\}\\}$`, 'u');

interface Reference {
	/** Its place in the parameter. */
	at: string[];
	/** The way to its value in an item; none where the expression does more than refer. */
	path?: string[];
}

const pathOf = (expression: string): string[] | undefined => {
	const steps = REFERENCE.exec(expression)?.[1].matchAll(STEP);
	return steps && [...steps].map(([, ...spellings]) => spellings.find((key) => key !== undefined)!);
};

/** Every expression in the raw value of a parameter. */
function expressionsIn(raw: unknown, at: string[] = []): Reference[] {
	if (isExpression(raw)) return [{ at, path: pathOf(raw) }];
	if (!isObject(raw)) return [];
	return Object.entries(raw).flatMap(([key, inner]) => expressionsIn(inner, [...at, key]));
}

/** The text, number or truth that the item has there; `undefined` where only n8n can tell what is meant. */
function plainValueAt(json: IDataObject, path: string[]): unknown {
	let value: unknown = json;
	for (const key of path) {
		if (!isObject(value) || !Object.hasOwn(value, key) || key in Object.prototype) return undefined;
		value = (value as IDataObject)[key];
	}
	return isObject(value) || isNil(value) ? undefined : value;
}

/**
 * Reads a parameter that only refers to the input, as n8n would, which takes a large part of a millisecond for
 * each expression of each item.
 * @returns nothing where an expression does more. What is returned gives `undefined` where an item is out of the
 * ordinary: then n8n must be asked
 */
function referenceReader(raw: unknown): ((json: IDataObject) => unknown) | undefined {
	const references = expressionsIn(raw, ['value']);
	if (references.some(({ path }) => path === undefined)) return undefined;
	return (json) => {
		const filled = cloneDeep({ value: raw });
		for (const { at, path = [] } of references) {
			const found = plainValueAt(json, path);
			if (found === undefined) return undefined;
			set(filled, at, found);
		}
		return filled.value;
	};
}

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
