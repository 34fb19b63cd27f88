import { sleep } from 'n8n-workflow';

/** The trigger that receives deliveries. */
export interface Receiver {
	/** Names it among all of this n8n. */
	key: string;
	/** What n8n saves with the workflow: deliveries that were accepted lately, and when. */
	readonly saved: { seen?: Record<string, number> };
}

/** amoCRM repeats a delivery for 95 minutes. */
const REMEMBER_MS = 2 * 60 * 60 * 1000;

const MOST = 20_000;

/** n8n writes and reads what is saved with every delivery: no more than a restart or another process needs. */
const MOST_SAVED = 200;

/** How much of an id is kept: enough to tell that many deliveries apart. */
const SHORT = 12;

/** When deliveries were accepted, by the beginning of their id. */
type Seen = NonNullable<Receiver['saved']['seen']>;

const isRecent = (at: number) => Date.now() - at < REMEMBER_MS;

/** Deliveries in the order in which they became known; the oldest are forgotten first. */
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

/** The deliveries that a trigger has accepted, and the newest of them, which are saved. */
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

	/** Adds what other processes, or this one before a restart, have accepted. */
	learn(seen: Seen): void {
		for (const [id, at] of Object.entries(seen))
			if (isRecent(at) && !this.has(id)) this.put(id, at);
	}

	toSaved(): Seen {
		return this.newest.toSeen();
	}
}

/** By trigger. n8n saves its copy only after each call: calls at the same time do not see each other there. */
const known = new Map<string, Repeats>();

function repeatsOf({ key, saved }: Receiver): Repeats {
	const repeats = known.get(key) ?? new Repeats();
	known.set(key, repeats);
	repeats.learn(saved.seen ?? {});
	return repeats;
}

const short = (id: string) => id.slice(0, SHORT);

/** Whether this delivery was accepted lately. */
export const isRepeated = (context: Receiver, id: string): boolean =>
	repeatsOf(context).has(short(id));

export function remember(context: Receiver, id: string): void {
	const repeats = repeatsOf(context);
	repeats.put(short(id), Date.now());
	context.saved.seen = repeats.toSaved();
}

/** For two seconds at the most: then amoCRM has hung up. */
const REWRITE_MS = 2;
const MOST_REWRITES = 1_000;

/**
 * Works around a bug of n8n (seen in 2.41.1). When n8n itself answers a call, it saves what nodes have changed in the
 * workflow's static data just before the answer. By then the run has made a second `Workflow` of the same data, which
 * clears the flag that it has changed. So the data is written again until the answer has begun, to set the flag.
 * Remove this when test/e2e/crm.test.ts passes without it on the oldest supported n8n.
 * @see https://github.com/n8n-io/n8n/blob/n8n%402.41.1/packages/cli/src/webhooks/webhook-helpers.ts
 */
export async function keepUnsaved(
	context: Receiver,
	answer: { headersSent: boolean },
): Promise<void> {
	const { saved } = context;
	const { seen } = saved;
	for (let rewrite = 0; rewrite < MOST_REWRITES && !answer.headersSent; rewrite++) {
		saved.seen = seen;
		await sleep(REWRITE_MS);
	}
}
