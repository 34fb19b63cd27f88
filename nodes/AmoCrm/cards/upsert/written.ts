/** amoCRM's search finds a card only some time after it was written. */
const KEEP_MS = 5 * 60 * 1000;

/** Bounds the memory: so many keys of cards, of all accounts together. */
const MOST = 10_000;

interface Note {
	id: number;
	at: number;
	/** Tells what came after what. */
	turn: number;
}

const notes = new Map<string, Note>();

let turns = 0;

/** What follows is later than this. */
export const presentTurn = () => turns;

function forgetOld(): void {
	for (const [key, { at }] of notes) {
		if (notes.size <= MOST && Date.now() - at < KEEP_MS) return;
		notes.delete(key);
	}
}

/** Notes that a card which was just written is found by these keys. */
export function noteWritten(keys: string[], id: number): void {
	turns += 1;
	for (const key of keys) {
		notes.delete(key);
		notes.set(key, { id, at: Date.now(), turn: turns });
	}
	forgetOld();
}

/** The card that this process wrote some minutes ago at the most; only amoCRM knows whether it is still so. */
export function lastWritten(key: string): { id: number; turn: number } | undefined {
	const note = notes.get(key);
	return note && Date.now() - note.at < KEEP_MS ? note : undefined;
}

export const forgetWritten = (key: string) => notes.delete(key);
