/** How a piece of work ended, as a value: for callers that must look at the error before they decide. */
export type Attempt<T> = { ok: true; value: T } | { ok: false; error: unknown };

export async function attempt<T>(work: Promise<T>): Promise<Attempt<T>> {
	return await work.then(
		(value): Attempt<T> => ({ ok: true, value }),
		(error: unknown): Attempt<T> => ({ ok: false, error }),
	);
}

/** The value that the text holds as JSON; `undefined` where it is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
