import { batched } from '../../../nodes/shared/batched';

/** Asks `double` for these numbers at once. @returns the answers, and what was asked together */
async function askAll(numbers: number[], most: number) {
	const asked: number[][] = [];
	const double = batched(most, async (some: number[]) => {
		asked.push([...some]);
		// Others come meanwhile.
		await new Promise(setImmediate);
		if (some.includes(13)) throw new Error('13');
		return new Map(some.map((each) => [each, each * 2]));
	});
	const answers = await Promise.allSettled(
		numbers.map(async (each, position) => {
			// The first is on its way when the others come.
			if (position > 0) await new Promise(setImmediate);
			return (await double(each)).get(each);
		}),
	);
	return { answers, asked };
}

const values = (answers: Array<PromiseSettledResult<unknown>>) =>
	answers.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)));

it('questions that come while a call is under way share the next one, and each gets its answer', async () => {
	const { answers, asked } = await askAll([1, 2, 3, 4], 10);
	expect(values(answers)).toEqual([2, 4, 6, 8]);
	expect(asked).toEqual([[1], [2, 3, 4]]);
});

it('no call has more than `most` of them', async () => {
	const { answers, asked } = await askAll([1, 2, 3, 4, 5, 6], 2);
	expect(values(answers)).toEqual([2, 4, 6, 8, 10, 12]);
	expect(asked).toEqual([[1], [2, 3], [4, 5], [6]]);
});

it('a call that fails fails for its own questions only', async () => {
	const { answers } = await askAll([1, 13, 2, 3], 2);
	expect(values(answers)).toEqual([2, 'Error: 13', 'Error: 13', 6]);
});
