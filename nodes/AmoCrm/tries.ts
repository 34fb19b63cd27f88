import type { IExecuteFunctions } from 'n8n-workflow';

import { AmoCrmProblem } from '../shared/problem';
import type { Result } from './factories/operation';

/** What came of the items of each run that n8n may do once more; kept as long as n8n itself knows of the run. */
const runs = new WeakMap<object, Map<number, Result>>();

/**
 * What is the same in every try of one run and in no other run. n8n hands the same execution data to each try; a
 * tool has that of the agent that calls it, and only its arguments are its own.
 */
function identityOf(functions: IExecuteFunctions): object | undefined {
	const data = functions.getExecuteData();
	return data.node.name === functions.getNode().name ? data : functions.getInputData()[0]?.json;
}

/** What must not be done once more: it was done, or it may have made something. */
const isSettled = (result: Result): boolean =>
	'output' in result ||
	(result.problem instanceof AmoCrmProblem && result.problem.details.uncertain === 'POST');

/**
 * With Retry On Fail n8n runs the whole node again, with all of its items: where the node throws, and with On Error:
 * Continue where the first item failed. Within one run of the node, therefore,
 * - an item that was done keeps what came out of it, and nothing is asked or sent for it any more;
 * - an item whose POST may have been done keeps its problem: nobody knows whether it would be there twice;
 * - all others are done again: what was refused, was not sent, or changes or deletes what a second time does too.
 * A run that a person begins anew is another one.
 */
export class Tries {
	private readonly results: Map<number, Result>;

	private readonly settled?: Map<number, Result>;

	constructor(functions: IExecuteFunctions) {
		const run = functions.getNode().retryOnFail ? identityOf(functions) : undefined;
		if (run) {
			this.settled = runs.get(run) ?? new Map();
			runs.set(run, this.settled);
		}
		this.results = new Map(this.settled);
	}

	/** What came of an item, in this try or in an earlier one. */
	resultOf(index: number): Result | undefined {
		return this.results.get(index);
	}

	note(index: number, result: Result): void {
		this.results.set(index, result);
		if (isSettled(result)) this.settled?.set(index, result);
	}
}
