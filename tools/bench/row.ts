import type { BenchStage } from './stage';

/** One number that a row comes to. */
export interface Figure {
	what: string;
	/** None for plain counts. */
	unit?: 's' | 'ms' | 'µs' | 'MB' | '/s';
	value: number;
	/** The least it can be by amoCRM's rules, or what n8n's own node came to in the same run. */
	floor?: number;
	/** It must not be more. */
	most?: number;
}

export interface Measured {
	figures: Figure[];
	/** What a reader must know to understand them. */
	notes?: string[];
	/** When the requests arrived, in milliseconds: drawn as a chart. */
	arrivals?: number[];
}

/** One piece of work that is measured. */
export interface Row {
	work: string;
	run(stage: BenchStage): Promise<Measured>;
}

/** Turns the size that the issue asks for into the size of this run. */
export type Size = (full: number) => number;

/** A figure that must stay within so many times its floor. */
export const within = (
	times: number,
	figure: Figure & Required<Pick<Figure, 'floor'>>,
): Figure => ({ ...figure, most: figure.floor * times });

/** A figure that must be nothing. */
export const none = (what: string, value: number): Figure => ({ what, value, floor: 0, most: 0 });

/** Without the noise of floating point. */
export const isMet = ({ value, most = Infinity }: Figure) => value <= most + 1e-9;

/** Numbers as people write them: 1,234 and 5.71. */
export const count = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
