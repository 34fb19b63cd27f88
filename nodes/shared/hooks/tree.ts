/** What a body holds: a form knows only texts, JSON more. */
export type Tree = string | number | boolean | null | Tree[] | Branch;

export interface Branch {
	[key: string]: Tree;
}

/** amoCRM nests 13 deep at most; what is far deeper, n8n could save but not read back. */
export const MAX_DEPTH = 16;

const HARMFUL = ['__proto__', 'constructor', 'prototype'];

/** Other keys would reach the prototype of all objects once an item is merged into another. */
export const isHarmless = (key: string) => !HARMFUL.includes(key);

export const isBranch = (tree: Tree | undefined): tree is Branch =>
	typeof tree === 'object' && tree !== null && !Array.isArray(tree);

export const isLeaf = (tree: Tree | undefined): tree is string | number | boolean =>
	tree !== null && tree !== undefined && typeof tree !== 'object';

/** What JSON nests deeper than a body may is kept as text. */
function tame(parsed: Tree, depth = 0): Tree {
	if (typeof parsed !== 'object' || parsed === null) return parsed;
	if (depth === MAX_DEPTH) return JSON.stringify(parsed);
	if (Array.isArray(parsed)) return parsed.map((entry) => tame(entry, depth + 1));
	return Object.fromEntries(
		Object.entries(parsed)
			.filter(([key]) => isHarmless(key))
			.map(([key, value]) => [key, tame(value, depth + 1)]),
	);
}

/** Undefined: it is no JSON, or is nested so deep that no program writes it. */
export function treeFromJson(text: string): Tree | undefined {
	try {
		return tame(JSON.parse(text) as Tree);
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
