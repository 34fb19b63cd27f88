import { sleep } from 'n8n-workflow';

import type { AmoCrmProblem } from '../problem';
import { settleProblem } from '../settle';

export interface RetryPolicy {
	/** Whether to try again after this problem. */
	mayRetry(problem: AmoCrmProblem): boolean;
	/** How many retries there are. */
	retries: number;
	/** Milliseconds before the second try; doubled each time, unless amoCRM says how long. */
	firstPauseMs: number;
	/** The longest pause, in milliseconds. */
	longestPauseMs?: number;
	/** How to wait; default: sleep. */
	wait?(problem: AmoCrmProblem, milliseconds: number): Promise<void>;
}

/**
 * Does the work, and tries again after a problem that may pass.
 * @throws what the last try threw
 */
export async function retry<T>(work: () => Promise<T>, policy: RetryPolicy): Promise<T> {
	const {
		mayRetry,
		retries,
		firstPauseMs,
		longestPauseMs = Infinity,
		wait = (_, pause) => sleep(pause),
	} = policy;
	for (let trial = 0; ; trial++) {
		const tried = await settleProblem(work());
		if (tried.ok) return tried.value;
		const { problem } = tried;
		if (trial === retries || !mayRetry(problem)) throw problem;
		const { retryAfter } = problem.details;
		const growing = Math.min(firstPauseMs * 2 ** trial, longestPauseMs);
		await wait(problem, retryAfter === undefined ? growing : retryAfter * 1_000);
	}
}
