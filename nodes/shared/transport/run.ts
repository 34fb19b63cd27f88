import { AmoCrmProblem } from '../problem';

/** What all requests of one run of a node have in common. */
export interface NodeRun {
	/** Fires when a person stops the execution: nothing leaves after it. */
	signal?: AbortSignal;
	/** Of a node that throws the first problem that it meets: from then on it is over, and nothing more is written. */
	ending?: Ending;
}

export interface Ending {
	isOver: boolean;
}

/** What is not written, because the run is over. */
export const leftOut = (): AmoCrmProblem =>
	new AmoCrmProblem('notSent', 'This was not sent, because another item failed before it.');
