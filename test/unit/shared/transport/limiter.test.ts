import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { Lane, Limiter, limiterFor } from '../../../../nodes/shared/transport/limiter';
import { Pace } from '../../../../nodes/shared/transport/pace';

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
	const limiter = new Limiter();
	const { call, starts } = callers(limiter);
	limiter.pause(0);
	// Of the same crowd: counted once.
	limiter.pause(0);
	for (let name = 0; name < 60; name++) call(name);
	await jest.advanceTimersByTimeAsync(60_000);

	const gaps = starts.slice(1).map(({ at }, index) => at - starts[index].at);
	expect(gaps[0]).toBeGreaterThan(225);
	expect(gaps[0]).toBeLessThanOrEqual(300);
	expect(gaps.at(-1)).toBeLessThanOrEqual(152);
});

it('pauses longer each time while complaints go on, well before amoCRM blocks', async () => {
	const limiter = new Limiter();
	const { call, starts } = callers(limiter);
	const waits: number[] = [];
	for (let complaint = 0; complaint < 5; complaint++) {
		const from = Date.now();
		limiter.pause(1_000);
		call(complaint);
		await jest.advanceTimersByTimeAsync(60_000 - (from % 1_000));
		waits.push(starts[complaint].at - from);
	}
	expect(waits[0]).toBe(1_000);
	for (const [index, wait] of waits.slice(1).entries()) {
		expect(wait).toBeGreaterThan(waits[index] * 1.8);
	}
	expect(waits.at(-1)).toBeLessThanOrEqual(32_000);
});

describe('a block', () => {
	const problem = new AmoCrmProblem('blocked', 'The account is blocked.');

	it('refuses those who wait and those who come, until it may have been lifted', async () => {
		const limiter = new Limiter();
		const ended: unknown[] = [];
		const ask = () => {
			limiter.turn().then(
				() => ended.push('sent'),
				(error: unknown) => ended.push(error),
			);
		};
		for (let caller = 0; caller < 3; caller++) ask();
		await jest.advanceTimersByTimeAsync(0);
		limiter.block(problem);
		ask();
		await jest.advanceTimersByTimeAsync(1_000);
		expect(ended).toEqual(['sent', problem, problem, problem]);
		await jest.advanceTimersByTimeAsync(60_000);
		ask();
		await jest.advanceTimersByTimeAsync(0);
		expect(ended.at(-1)).toBe('sent');
	});
});

it.each<[situation: string, lateBy: (request: number) => number]>([
	['an answer that took longer tells that its request may be late', (n) => (n % 7 === 0 ? 140 : 0)],
	['all answers took longer than they need', (n) => (n === 21 ? 0 : n === 14 ? 60 : 20)],
	['the first are late, and none tells by how much', (n) => (n < PER_SECOND ? 170 : 0)],
	['the very first is late by more than any other will be', (n) => (n === 0 ? 300 : 0)],
])('leaves room where %s', async (_situation, lateBy) => {
	const limiter = new Limiter();
	const arrivals: Array<{ at: number }> = [];
	for (let request = 0; request < 30; request++) {
		void limiter.send(async () => {
			arrivals.push({ at: Date.now() + lateBy(request) });
			await new Promise((resolve) => setTimeout(resolve, 250 + lateBy(request)));
		});
	}
	await jest.advanceTimersByTimeAsync(20_000);
	expect(arrivals).toHaveLength(30);
	expect(mostInASecond(arrivals)).toBe(PER_SECOND);
});

it('gives no turn to who does not want it any more', async () => {
	const limiter = new Limiter();
	const { call, starts } = callers(limiter);
	call(1);
	const work = jest.fn();
	const unwanted = limiter.send(work, { isWanted: () => false });
	call(2);
	await jest.advanceTimersByTimeAsync(149);
	expect(await unwanted).toBeUndefined();
	expect(work).not.toHaveBeenCalled();
	expect(starts).toHaveLength(2);
});

it.each([
	{ perSecond: 7, most: 7, inMs: 1_000 },
	{ perSecond: 3.5, most: 3, inMs: 1_000 },
	{ perSecond: 1, most: 1, inMs: 1_000 },
	{ perSecond: 0.5, most: 1, inMs: 2_000 },
])('lets $most start in $inMs ms at $perSecond a second', async ({ perSecond, most, inMs }) => {
	const { call, starts } = callers(new Limiter(new Lane(perSecond)));
	for (let name = 0; name < 20; name++) call(name);
	await jest.advanceTimersByTimeAsync(60_000);
	const inAny = starts.map(
		({ at }) => starts.filter((other) => other.at >= at && other.at <= at + inMs).length,
	);
	expect(Math.max(...inAny)).toBe(most);
});

it('holds all integrations in one account to the limit of the account', async () => {
	const account = new Pace(50);
	const everyone: Array<{ name: number; at: number }> = [];
	for (let integration = 0; integration < 10; integration++) {
		const limiter = new Limiter(new Lane(), account);
		for (let name = 0; name < 20; name++)
			void limiter.turn().then(() => everyone.push({ name, at: Date.now() }));
	}
	await jest.advanceTimersByTimeAsync(60_000);
	expect(everyone).toHaveLength(200);
	expect(mostInASecond(everyone)).toBeLessThanOrEqual(50);
	expect(mostInASecond(everyone)).toBeGreaterThan(45);
});

describe('is shared', () => {
	/** Milliseconds that a second caller waits for the first. */
	async function waitBetween(first: Limiter, second: Limiter): Promise<number> {
		const { call, starts } = callers(first);
		call(1);
		void second.turn().then(() => starts.push({ name: 2, at: Date.now() }));
		await jest.advanceTimersByTimeAsync(5_000);
		return Math.abs(starts[1].at - starts[0].at);
	}
	const own = { perSecond: 7, isShared: false };
	const whole = { perSecond: 7, isShared: true };

	it.each([
		['by the callers of one account', own, ['a a.amocrm.ru', 'a a.amocrm.ru'], 149],
		['by no other account', own, ['b b1.amocrm.ru', 'b b2.amocrm.ru'], 0],
		[
			'by another integration as far as the account goes',
			own,
			['c c.kommo.com', 'd c.kommo.com'],
			21,
		],
		[
			'by all accounts where the credential says so',
			whole,
			['e e1.kommo.com', 'e e2.kommo.com'],
			149,
		],
	])('%s', async (_title, allowance, places, expected) => {
		const [first, second] = places.map((place) => {
			const [integrationId, domain] = place.split(' ');
			return limiterFor({ ...allowance, integrationId }, domain);
		});
		expect(await waitBetween(first, second)).toBe(expected);
	});

	it('at the rate that the credential says by now', async () => {
		const edited = { ...own, integrationId: 'edited' };
		const first = limiterFor(edited, 'edited.amocrm.ru');
		const second = limiterFor({ ...edited, perSecond: 1 }, 'edited.amocrm.ru');
		// A second, what the network may push together, and how late a first request is taken to leave.
		expect(await waitBetween(first, second)).toBe(1_000 + 40 + 140);
	});

	it('and keeps it while 3,000 other accounts are called', async () => {
		const busy = { ...own, integrationId: 'busy' };
		const { call, starts } = callers(limiterFor(busy, 'busy.amocrm.ru'));
		for (let name = 0; name < 30; name++) call(name);
		await jest.advanceTimersByTimeAsync(500);
		for (let other = 0; other < 3_000; other++) limiterFor(busy, `other-${other}.amocrm.ru`);
		const again = callers(limiterFor(busy, 'busy.amocrm.ru'));
		for (let name = 0; name < 30; name++) again.call(name);
		await jest.advanceTimersByTimeAsync(30_000);
		expect(mostInASecond([...starts, ...again.starts])).toBe(PER_SECOND);
	});
});
