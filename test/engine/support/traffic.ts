/** The helpers of a node by which requests leave. */
const WAYS = ['httpRequest', 'httpRequestWithAuthentication'] as const;

type Helpers = Partial<Record<(typeof WAYS)[number], (...given: never[]) => Promise<unknown>>>;

/** Requests of nodes that are on their way. */
const underway = new Set<Promise<unknown>>();

/** Keeps count of the requests that leave by these helpers of a node. */
export function count(helpers: Helpers): void {
	for (const way of WAYS) {
		const send = helpers[way];
		if (!send) continue;
		helpers[way] = async function (...given) {
			const request = send.apply(this, given);
			underway.add(request);
			return await request.finally(() => underway.delete(request));
		};
	}
}

/** Resolves when nothing is on its way any more, and all that follows from the last answer is done. */
export async function quiet(): Promise<void> {
	do await new Promise(setImmediate);
	while (underway.size > 0);
}

/** What a test has left on its way is not waited for in the next one. */
export const forget = (): void => underway.clear();
