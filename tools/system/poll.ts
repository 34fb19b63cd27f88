import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
	timeoutMs?: number;
	everyMs?: number;
}

export class WaitedInVain extends Error {}

/** Asks again and again until there is an answer. */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined>,
	{ timeoutMs = 30_000, everyMs = 100 }: Patience = {},
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline)
			throw new WaitedInVain(`Waited ${timeoutMs} ms in vain for ${what}.`);
		await sleep(everyMs);
	}
}
