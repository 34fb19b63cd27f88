import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
	timeoutMs?: number;
	everyMs?: number;
}

export class WaitedInVain extends Error {}

/** Asks again and again until there is an answer. By itself it is as patient as a busy machine may need. */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined>,
	{ timeoutMs = 120_000, everyMs = 100 }: Patience = {},
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
