/** The content of a body: forms have only texts, JSON has more types. */
export type Tree = string | number | boolean | null | Tree[] | Branch;

export interface Branch {
	[key: string]: Tree;
}

/** amoCRM nests 13 levels at most; n8n could save far deeper data but not read it back. */
export const MAX_DEPTH = 16;

const HARMFUL = ['__proto__', 'constructor', 'prototype'];

/** Other keys would reach the prototype of all objects once an item is merged into another. */
export const isHarmless = (key: string) => !HARMFUL.includes(key);

export const isBranch = (tree: Tree | undefined): tree is Branch =>
	typeof tree === 'object' && tree !== null && !Array.isArray(tree);

export const isLeaf = (tree: Tree | undefined): tree is string | number | boolean =>
	tree !== null && tree !== undefined && typeof tree !== 'object';

/** Keeps what is nested too deep as text. */
function limitDepth(parsed: Tree, depth = 0): Tree {
	if (typeof parsed !== 'object' || parsed === null) return parsed;
	if (depth === MAX_DEPTH) return JSON.stringify(parsed);
	if (Array.isArray(parsed)) return parsed.map((entry) => limitDepth(entry, depth + 1));
	return Object.fromEntries(
		Object.entries(parsed)
			.filter(([key]) => isHarmless(key))
			.map(([key, value]) => [key, limitDepth(value, depth + 1)]),
	);
}

/** Undefined: it is not JSON, or is nested so deep that no program writes it. */
export function treeFromJson(text: string): Tree | undefined {
	try {
		return limitDepth(JSON.parse(text) as Tree);
	} catch {
		return undefined;
	}
}

const INDEX = /^(?:0|[1-9]\d{0,14})$/;

export const isIndex = (key: string) => INDEX.test(key);

/** PHP sends a list without its first entries as an object of indices, and nests some lists once more. */
export function entriesOf(tree: Tree | undefined): Array<Exclude<Tree, Tree[]>> {
	if (Array.isArray(tree)) return tree.flatMap(entriesOf);
	if (tree === undefined || tree === null || tree === '') return [];
	const isList = isBranch(tree) && Object.keys(tree).every(isIndex);
	return isList ? Object.values(tree).flatMap(entriesOf) : [tree];
}
