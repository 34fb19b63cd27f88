import { sleep } from 'n8n-workflow';

interface Gathering {
	things: unknown[];
	done: Promise<void>;
}

const gatherings = new Map<string, Gathering>();

/**
 * Gathers what comes under one key within a while of the first, then does the work once, for all of it.
 * Ends, or fails, as that work did.
 */
export async function coalesce<T>(
	key: string,
	thing: T,
	gatherMs: number,
	work: (things: T[]) => Promise<void>,
): Promise<void> {
	const open = gatherings.get(key);
	if (open) {
		open.things.push(thing);
		return await open.done;
	}
	const things = [thing];
	const done = sleep(gatherMs).then(async () => {
		gatherings.delete(key);
		await work(things);
	});
	gatherings.set(key, { things, done });
	await done;
}
