import { sleep } from 'n8n-workflow';

interface Gathering {
	things: unknown[];
	done: Promise<void>;
}

const gatherings = new Map<string, Gathering>();

/**
 * Collects the things that come for one key within `gatherMs` of the first, then does the work once, for all of them.
 * Resolves, or fails, as that work does.
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
