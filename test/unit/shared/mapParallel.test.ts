import { MOST_AT_ONCE, mapParallel } from '../../../nodes/shared/mapParallel';

const things = Array.from({ length: 3 * MOST_AT_ONCE }, (_, thing) => thing);

it('does several things at once, begins them in their order and keeps it', async () => {
	const begun: number[] = [];
	let under = 0;
	let most = 0;
	const done = await mapParallel(things, async (thing) => {
		begun.push(thing);
		most = Math.max(most, ++under);
		// The later ones are done first.
		for (let step = thing; step < things.length; step++) await Promise.resolve();
		under -= 1;
		return thing * 2;
	});
	expect(done).toEqual(things.map((thing) => thing * 2));
	expect(begun).toEqual(things);
	expect(most).toBe(MOST_AT_ONCE);
});

it('begins nothing more after a failure, which it throws', async () => {
	let begun = 0;
	const work = mapParallel(things, async (thing) => {
		begun += 1;
		await Promise.resolve();
		if (thing === 0) throw new Error('The first one.');
		await new Promise(setImmediate);
	});
	await expect(work).rejects.toThrow('The first one.');
	await new Promise(setImmediate);
	expect(begun).toBe(MOST_AT_ONCE);
});

it('does nothing where there is nothing', async () => {
	expect(await mapParallel([], async () => await Promise.reject(new Error('No.')))).toEqual([]);
});
