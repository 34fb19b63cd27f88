import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import { ownerOf } from './activation';

/** amoCRM tries for 95 minutes. */
const REMEMBER_MS = 2 * 60 * 60 * 1000;

const MOST = 20_000;

/** With every delivery n8n writes, and reads, what is saved: as many as a restart or another process needs. */
const MOST_SAVED = 200;

/** Enough to tell so many apart. */
const SHORT = 12;

/** Deliveries by the beginning of their id, and when they were accepted. */
type Seen = Record<string, number>;

const isRecent = (at: number) => Date.now() - at < REMEMBER_MS;

/** Deliveries in the order in which they became known; the first are forgotten first. */
class Memory {
	private readonly moments = new Map<string, number>();

	constructor(private readonly most: number) {}

	has(id: string): boolean {
		return isRecent(this.moments.get(id) ?? -Infinity);
	}

	put(id: string, at: number): void {
		this.moments.delete(id);
		this.moments.set(id, at);
		for (const [oldest, moment] of this.moments) {
			if (this.moments.size <= this.most && isRecent(moment)) break;
			this.moments.delete(oldest);
		}
	}

	toSeen(): Seen {
		return Object.fromEntries(this.moments);
	}
}

/** What a trigger accepted, and of that what is saved. */
class Repeats {
	private readonly all = new Memory(MOST);

	private readonly newest = new Memory(MOST_SAVED);

	has(id: string): boolean {
		return this.all.has(id);
	}

	put(id: string, at: number): void {
		this.all.put(id, at);
		this.newest.put(id, at);
	}

	/** What other processes, or this one before a restart, accepted. */
	learn(seen: Seen): void {
		for (const [id, at] of Object.entries(seen))
			if (isRecent(at) && !this.has(id)) this.put(id, at);
	}

	toSaved(): Seen {
		return this.newest.toSeen();
	}
}

/** By trigger. n8n saves its copy only after each call: calls at once do not see each other there. */
const known = new Map<string, Repeats>();

const savedOf = (functions: IWebhookFunctions) =>
	functions.getWorkflowStaticData('node') as { seen?: Seen };

function repeatsOf(functions: IWebhookFunctions): Repeats {
	const owner = ownerOf(functions);
	const repeats = known.get(owner) ?? new Repeats();
	known.set(owner, repeats);
	repeats.learn(savedOf(functions).seen ?? {});
	return repeats;
}

const short = (id: string) => id.slice(0, SHORT);

/** Whether this delivery was accepted lately. */
export const isRepeated = (functions: IWebhookFunctions, id: string): boolean =>
	repeatsOf(functions).has(short(id));

export function remember(functions: IWebhookFunctions, id: string): void {
	const repeats = repeatsOf(functions);
	repeats.put(short(id), Date.now());
	savedOf(functions).seen = repeats.toSaved();
}

/** Until n8n has kept the execution, two seconds at the most. */
const REMIND_MS = 2;
const MOST_REMINDERS = 1_000;

/**
 * n8n 2.41 forgets on its way to an answer of its own that there is something to be saved: it looks at what was
 * loaded with the workflow as if nothing had changed in it, and then saves that. So it is told until it answers.
 */
export async function remindOfSaving(
	functions: IWebhookFunctions,
	answer: { headersSent: boolean },
): Promise<void> {
	const saved = savedOf(functions);
	const { seen } = saved;
	for (let reminder = 0; reminder < MOST_REMINDERS && !answer.headersSent; reminder++) {
		saved.seen = seen;
		await sleep(REMIND_MS);
	}
}
