import { times } from 'lodash';

/** As many as amoCRM's pace lets start while one answer takes a second: more would only wait. */
export const MOST_AT_ONCE = 8;

/**
 * Does the work with several things at once, begun in their order.
 * @returns what came of each, in their order
 * @throws what the first work threw that failed; what had not begun by then is left
 */
export async function sideBySide<A, B>(things: A[], work: (thing: A) => Promise<B>): Promise<B[]> {
	const results: B[] = [];
	const waiting = things.entries();
	let isOver = false;
	const serve = async () => {
		for (const [position, thing] of waiting) {
			if (isOver) return;
			results[position] = await work(thing);
		}
	};
	try {
		await Promise.all(times(Math.min(MOST_AT_ONCE, things.length), serve));
	} finally {
		isOver = true;
	}
	return results;
}
