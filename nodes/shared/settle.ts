import { AmoCrmProblem } from './problem';

/** How a piece of work ended, as a value: for callers that must look at the error before they decide. */
export type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown };

export async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
	return await work.then(
		(value): Settled<T> => ({ ok: true, value }),
		(error: unknown): Settled<T> => ({ ok: false, error }),
	);
}

/** The same where only problems are expected: every other error is a fault of ours, and is thrown. */
export async function settleProblem<T>(
	work: Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; problem: AmoCrmProblem }> {
	const settled = await settle(work);
	if (settled.ok) return settled;
	if (settled.error instanceof AmoCrmProblem) return { ok: false, problem: settled.error };
	throw settled.error;
}

/** The value that the text holds as JSON; `undefined` where it is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
