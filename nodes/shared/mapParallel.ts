import { times } from 'lodash';

import { settle } from './settle';

/** As many as amoCRM's pace lets start while one answer takes a second: more would only wait. */
export const MOST_AT_ONCE = 8;

async function* numbered<T>(things: Iterable<T> | AsyncIterable<T>) {
	let position = 0;
	for await (const thing of things) yield { position: position++, thing };
}

/**
 * Does the work with several things at once, begun in their order; those that are still being made are begun as
 * they come.
 * @returns what came of each, in their order
 * @throws what the first work threw that failed; what had not begun by then is left
 */
export async function mapParallel<A, B>(
	things: Iterable<A> | AsyncIterable<A>,
	work: (thing: A) => Promise<B>,
): Promise<B[]> {
	const results: B[] = [];
	const waiting = numbered(things);
	let isOver = false;
	const serve = async () => {
		for await (const { position, thing } of waiting) {
			if (isOver) return;
			results[position] = await work(thing);
		}
	};
	try {
		await Promise.all(times(MOST_AT_ONCE, serve));
	} finally {
		isOver = true;
	}
	return results;
}

/** Lets things be made before anybody takes what is made: so many of them, one after another. */
export function prefetch<T>(things: AsyncGenerator<T>, count = 1): AsyncGenerator<T> {
	const first = times(count, () => settle(things.next()));
	async function* rest(): AsyncGenerator<T> {
		try {
			for (const one of first) {
				const made = await one;
				if (!made.ok) throw made.error;
				if (made.value.done) return;
				yield made.value.value;
			}
			yield* things;
		} finally {
			await things.return(undefined);
		}
	}
	return rest();
}
