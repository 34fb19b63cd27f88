import { get, isObject, memoize } from 'lodash';
import { isExpression, type IExecuteFunctions } from 'n8n-workflow';

const holdsExpression = (raw: unknown): boolean =>
	isObject(raw) ? Object.values(raw).some(holdsExpression) : isExpression(raw);

/**
 * Makes what reads the node's parameters for its items. n8n looks through the whole description for each value;
 * one without an expression is the same for all items and is read once.
 */
export function parameterReader(
	functions: IExecuteFunctions,
): <T>(index: number, name: string, fallback?: T) => T {
	const { parameters } = functions.getNode();
	const read = (name: string, index: number, fallback?: unknown): unknown =>
		functions.getNodeParameter(name, index, fallback);
	const isFixed = memoize((name: string) => {
		const raw: unknown = get(parameters, name);
		return raw !== undefined && !holdsExpression(raw);
	});
	const readOnce = memoize(read);
	return <T>(index: number, name: string, fallback?: T) =>
		(isFixed(name) ? readOnce : read)(name, index, fallback) as T;
}
