import { cached } from '../../../nodes/shared/cached';

/** A loader that counts, and ends when the test says so. */
function newLoader<T>() {
	const ends: Array<{ resolve(value: T): void; reject(error: Error): void }> = [];
	const load = async () =>
		await new Promise<T>((resolve, reject) => {
			ends.push({ resolve, reject });
		});
	return { load, ends };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('loads once for all who come while it loads, and gives that for its time', async () => {
	const cache = cached<number>({ ms: 1_000 });
	const load = jest.fn(async () => 1);
	expect(await Promise.all([cache.read('a', load), cache.read('a', load)])).toEqual([1, 1]);
	jest.advanceTimersByTime(999);
	await cache.read('a', load);
	expect(load).toHaveBeenCalledTimes(1);
	jest.advanceTimersByTime(1);
	await cache.read('a', load);
	expect(load).toHaveBeenCalledTimes(2);
});

it('keeps a value for as long as it deserves', async () => {
	const cache = cached<string>({ ms: (value) => value.length * 1_000 });
	await cache.read('short', async () => 'a');
	await cache.read('long', async () => 'abc');
	jest.advanceTimersByTime(2_000);
	expect(['short', 'long'].map(cache.has)).toEqual([false, true]);
});

it('shares what is under way, and keeps nothing, where a value is good for no time', async () => {
	const cache = cached<number>({ ms: 0 });
	const { load, ends } = newLoader<number>();
	const both = Promise.all([cache.read('a', load), cache.read('a', load)]);
	ends[0].resolve(1);
	expect(await both).toEqual([1, 1]);
	const later = cache.read('a', load);
	ends[1].resolve(2);
	expect(await later).toBe(2);
});

it('forgets a failure', async () => {
	const cache = cached<number>({ ms: 1_000 });
	const fail = async () => {
		throw new Error('away');
	};
	await expect(cache.read('a', fail)).rejects.toThrow('away');
	expect(await cache.read('a', async () => 2)).toBe(2);
});

it('forgets no newer value for an older failure', async () => {
	const cache = cached<number>({ ms: 1_000 });
	const { load, ends } = newLoader<number>();
	const first = cache.read('a', load);
	cache.forget('a');
	await cache.read('a', async () => 2);
	ends[0].reject(new Error('away'));
	await expect(first).rejects.toThrow('away');
	cache.forget('a', first);
	expect(cache.has('a')).toBe(true);
});

describe('a value that is old enough to be loaded again', () => {
	async function oldValue() {
		const cache = cached<number>({ ms: 5_000, refreshMs: 2_000 });
		await cache.read('a', async () => 1);
		jest.advanceTimersByTime(2_000);
		return { cache, ...newLoader<number>() };
	}

	it('is given until the new one is there, which is loaded once', async () => {
		const { cache, load, ends } = await oldValue();
		expect(await cache.read('a', load)).toBe(1);
		expect(await cache.read('a', load)).toBe(1);
		expect(ends).toHaveLength(1);
		ends[0].resolve(2);
		await jest.advanceTimersByTimeAsync(0);
		expect(await cache.read('a', load)).toBe(2);
	});

	it('is forgotten where it cannot be loaded any more', async () => {
		const { cache, load, ends } = await oldValue();
		await cache.read('a', load);
		ends[0].reject(new Error('away'));
		await jest.advanceTimersByTimeAsync(0);
		expect(cache.has('a')).toBe(false);
	});

	it('takes the place of none that came meanwhile', async () => {
		const { cache, load, ends } = await oldValue();
		await cache.read('a', load);
		cache.set('a', 3);
		ends[0].resolve(2);
		await jest.advanceTimersByTimeAsync(0);
		expect(await cache.read('a', load)).toBe(3);
	});
});

it('forgets what was loaded first when there are too many', async () => {
	const cache = cached<number>({ ms: Infinity, most: 2 });
	for (const key of ['a', 'b', 'c']) await cache.read(key, async () => 1);
	expect(['a', 'b', 'c'].map(cache.has)).toEqual([false, true, true]);
});
