import { times } from 'lodash';

import { settle } from './settle';

/** As many as amoCRM's pace lets start while one answer takes a second: more would only wait. */
export const MOST_AT_ONCE = 8;

async function* numbered<T>(things: Iterable<T> | AsyncIterable<T>) {
	let position = 0;
	for await (const thing of things) yield { position: position++, thing };
}

/**
 * Does the work with several things at once, started in their order; those of an async iterable as they come.
 * @returns the result of each, in their order
 * @throws what the first work that failed threw; work that was not started by then is not done
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

/** Begins to make the first `count` things, one after another, before anybody asks for them. */
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
