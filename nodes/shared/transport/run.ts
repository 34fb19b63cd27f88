import { AmoCrmProblem } from '../problem';

/** What all requests of one run of a node have in common. */
export interface NodeRun {
	/** Fires when a person stops the execution: nothing is sent after it. */
	signal?: AbortSignal;
	/** Of a node that stops at its first problem: after that nothing more is written. */
	ending?: Ending;
}

export interface Ending {
	isOver: boolean;
}

/** For what is not written because the run is over. */
export const leftOut = (): AmoCrmProblem =>
	new AmoCrmProblem('notSent', 'This was not sent, because another item failed before it.');
