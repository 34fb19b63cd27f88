import { Limiter, limiterFor } from '../../../../nodes/shared/transport/limiter';

/** amoCRM's limit. */
const PER_SECOND = 7;

beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

/** Calls that note their name and the moment at which they may start. */
function callers(limiter: Limiter) {
	const starts: Array<{ name: number; at: number }> = [];
	const call = (name: number) => {
		void limiter.turn().then(() => starts.push({ name, at: Date.now() }));
	};
	return { call, starts, names: () => starts.map(({ name }) => name) };
}

const mostInASecond = (starts: Array<{ at: number }>) =>
	Math.max(
		...starts.map(
			({ at }) => starts.filter((other) => other.at >= at && other.at < at + 1_000).length,
		),
	);

it('lets a lone caller go at once', async () => {
	const { call, starts } = callers(new Limiter());
	call(1);
	await jest.advanceTimersByTimeAsync(0);
	expect(starts).toEqual([{ name: 1, at: 1_000_000 }]);
});

it('starts no more than the limit in any second, in the order of the calls', async () => {
	const { call, starts, names } = callers(new Limiter());
	for (let name = 0; name < 40; name++) call(name);
	await jest.advanceTimersByTimeAsync(20_000);
	expect(names()).toEqual(Array.from({ length: 40 }, (_, name) => name));
	expect(mostInASecond(starts)).toBe(PER_SECOND);
});

it('keeps the limit when calls come at all moments', async () => {
	const { call, starts } = callers(new Limiter());
	for (let name = 0; name < 60; name++) {
		call(name);
		if (name % 5 === 4) await jest.advanceTimersByTimeAsync((name * 37) % 900);
	}
	await jest.advanceTimersByTimeAsync(30_000);
	expect(starts).toHaveLength(60);
	expect(mostInASecond(starts)).toBeLessThanOrEqual(PER_SECOND);
});

it('saves up nothing while it is idle', async () => {
	const { call, starts } = callers(new Limiter());
	await jest.advanceTimersByTimeAsync(60_000);
	for (let name = 0; name < 20; name++) call(name);
	await jest.advanceTimersByTimeAsync(10_000);
	expect(mostInASecond(starts)).toBe(PER_SECOND);
});

it('keeps the limit in a busy process, where timers come late and together', async () => {
	const later = setTimeout;
	jest
		.spyOn(global, 'setTimeout')
		.mockImplementation((work, wait = 0) => later(work, Math.ceil(wait / 1_200) * 1_200));
	const { call, starts } = callers(new Limiter());
	for (let name = 0; name < 20; name++) call(name);
	await jest.advanceTimersByTimeAsync(60_000);
	expect(starts).toHaveLength(20);
	expect(mostInASecond(starts)).toBeLessThanOrEqual(PER_SECOND);
});

describe('a pause', () => {
	it('holds back those who wait already and those who come', async () => {
		const limiter = new Limiter();
		const { call, starts } = callers(limiter);
		for (let name = 0; name < 5; name++) call(name);
		await jest.advanceTimersByTimeAsync(0);
		limiter.pause(3_000);
		for (let name = 5; name < 10; name++) call(name);
		await jest.advanceTimersByTimeAsync(2_999);
		expect(starts).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(starts).toHaveLength(10);
		expect(mostInASecond(starts)).toBeLessThanOrEqual(PER_SECOND);
	});

	it('changes nothing about the order', async () => {
		const limiter = new Limiter();
		const { call, names } = callers(limiter);
		for (let name = 0; name < 5; name++) call(name);
		limiter.pause(3_000);
		await jest.advanceTimersByTimeAsync(200);
		for (let name = 5; name < 8; name++) call(name);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(names()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});

	it('is not cut short by a shorter one', async () => {
		const limiter = new Limiter();
		const { call, starts } = callers(limiter);
		limiter.pause(3_000);
		limiter.pause(10);
		call(1);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(starts[0].at).toBe(1_003_000);
	});
});

it('is slower after a complaint, for other processes may use the same limit, and gets back bit by bit', async () => {
	const limiter = new Limiter(100);
	const { call, starts } = callers(limiter);
	limiter.pause(0);
	// Of the same crowd: counted once.
	limiter.pause(0);
	for (let name = 0; name < 60; name++) call(name);
	await jest.advanceTimersByTimeAsync(60_000);

	const gaps = starts.slice(1).map(({ at }, index) => at - starts[index].at);
	expect(gaps[0]).toBeGreaterThan(150);
	expect(gaps[0]).toBeLessThanOrEqual(200);
	expect(gaps.at(-1)).toBeLessThanOrEqual(101);
	expect([...gaps].sort((one, other) => other - one)).toEqual(gaps);
});

it('is the same for one key and another for every other', () => {
	expect(limiterFor('integration-1|example.amocrm.ru')).toBe(
		limiterFor('integration-1|example.amocrm.ru'),
	);
	expect(limiterFor('integration-1|example.amocrm.ru')).not.toBe(
		limiterFor('integration-1|other.amocrm.ru'),
	);
});
