import type { IExecuteFunctions } from 'n8n-workflow';

import type { Result } from '../../../nodes/AmoCrm/factories/operation';
import { Tries } from '../../../nodes/AmoCrm/tries';
import { AmoCrmProblem, type ProblemDetails } from '../../../nodes/shared/problem';

interface Context {
	/** Name of the node whose data n8n hands over. */
	executing?: string;
	data?: object;
	input?: object;
	retryOnFail?: boolean;
}

/** A try of a node; what is given twice is the same run. */
const tryOf = ({ executing = 'amoCRM', data = {}, input = {}, retryOnFail = true }: Context = {}) =>
	new Tries({
		getNode: () => ({ name: 'amoCRM', retryOnFail }),
		getExecuteData: () => Object.assign(data, { node: { name: executing } }),
		getInputData: () => [{ json: input }],
	} as unknown as IExecuteFunctions);

const done: Result = { output: [{ id: 1 }] };
const failed = (details?: ProblemDetails): Result => ({
	problem: new AmoCrmProblem('unreachable', 'No.', details),
});

it.each<[string, Result, boolean]>([
	['was done', done, true],
	['was done and gave nothing', { output: [] }, true],
	['may have been made', failed({ uncertain: 'POST' }), true],
	['may have been changed', failed({ uncertain: 'PATCH' }), false],
	['may have been deleted', failed({ uncertain: 'DELETE' }), false],
	['was refused', failed(), false],
	['met a fault of ours', { problem: new TypeError('a fault') }, false],
])('an item that %s: is it kept for the next try? %#', (_what, result, isKept) => {
	const data = {};
	const first = tryOf({ data });
	first.note(3, result);
	expect(first.resultOf(3)).toBe(result);
	expect(tryOf({ data }).resultOf(3)).toBe(isKept ? result : undefined);
});

it('keeps nothing for another run, nor for a node that is not tried again', () => {
	const data = {};
	tryOf({ data }).note(0, done);
	expect(tryOf().resultOf(0)).toBeUndefined();
	const once = {};
	tryOf({ data: once, retryOnFail: false }).note(0, done);
	expect(tryOf({ data: once }).resultOf(0)).toBeUndefined();
});

it('tells the calls of a tool apart by their arguments: the agent runs on', () => {
	const agent = { executing: 'Agent', data: {} };
	const [one, other] = [{ name: 'A' }, { name: 'A' }];
	tryOf({ ...agent, input: one }).note(0, done);
	expect(tryOf({ ...agent, input: one }).resultOf(0)).toBe(done);
	expect(tryOf({ ...agent, input: other }).resultOf(0)).toBeUndefined();
});
