import { isPlainObject } from 'lodash';
import type { INodeProperties } from 'n8n-workflow';

import { isBlank, splitList } from './values';
import { AmoCrmProblem } from '../problem';

/** Nothing, a list of nothing, or a form without rows. */
export const isEmpty = (value: unknown): boolean => {
	if (isPlainObject(value)) return Object.values(value as object).every(isEmpty);
	const isList = typeof value === 'string' || Array.isArray(value);
	return isList ? splitList(value).every(isBlank) : isBlank(value);
};

/** An agent's model has to fill in whatever it is asked for: by an empty value it leaves something out. */
const ASKS_MODEL = /^=\s*\{\{\s*(?:\/\*.*?\*\/\s*)?\$fromAI\s*\(/i;

const isLeftEmpty = (saved: unknown) =>
	isEmpty(saved) || (typeof saved === 'string' && (saved === '=' || ASKS_MODEL.test(saved)));

/**
 * Whether something narrows a list down. What was added and left empty in the editor does not, as everywhere in
 * n8n. An expression that came to nothing is refused: without what it was to name, the list would hold everything,
 * and the nodes behind would work on all of it.
 * @param saved the same as the workflow keeps it
 * @throws AmoCrmProblem `badInput` naming the parameter
 */
export function isGiven(displayName: string, value: unknown, saved: unknown): boolean {
	if (!isEmpty(value)) return true;
	if (isLeftEmpty(saved)) return false;
	throw new AmoCrmProblem('badInput', `The expression of "${displayName}" gave nothing.`, {
		hint: 'Without it nothing would be filtered. Let the expression give a value, or take the filter away.',
	});
}

/**
 * Of a collection of filters the names of those that are given.
 * @param saved the collection as the workflow keeps it
 * @throws AmoCrmProblem `badInput` naming the filter
 */
export function givenAmong(
	filters: Array<Pick<INodeProperties, 'displayName' | 'name'>>,
	values: Record<string, unknown>,
	saved: unknown,
): string[] {
	const savedOf = (name: string) =>
		isPlainObject(saved) ? (saved as Record<string, unknown>)[name] : saved;
	return filters
		.filter(({ name }) => name in values)
		.filter(({ displayName, name }) => isGiven(displayName, values[name], savedOf(name)))
		.map(({ name }) => name);
}
