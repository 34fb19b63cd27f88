import { AmoCrmProblem } from '../../../nodes/shared/problem';

/** The problem that the work ends with; anything else that it ends with fails the test. */
export async function problemOf(work: () => unknown): Promise<AmoCrmProblem> {
	try {
		await work();
	} catch (error) {
		if (error instanceof AmoCrmProblem) return error;
		throw error;
	}
	throw new Error('The work ended without a problem.');
}

/** All that a person may get to read of a problem. */
export const wordsOf = (problem: AmoCrmProblem): string =>
	[problem.message, problem.description, JSON.stringify(problem), String(problem.stack)].join('\n');
