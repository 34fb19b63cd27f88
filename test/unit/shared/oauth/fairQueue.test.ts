import { queueOf, FairQueue, type QueueCaller } from '../../../../nodes/shared/oauth/fairQueue';
import { AmoCrmProblem, type ProblemCode } from '../../../../nodes/shared/problem';
import { settled } from '../../support/clock';
import { problemOf } from '../../support/problem';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const code = (host: string): QueueCaller => ({ host, isRenewal: false });
const renewal = (host: string): QueueCaller => ({ host, isRenewal: true });

const refusal = (
	code: ProblemCode = 'badInput',
	status: number | undefined = 400,
	retryAfter?: number,
) => new AmoCrmProblem(code, 'No.', { status, retryAfter });

/** A lane, and when which caller was let in, since the test began. */
function newLane() {
	const lane = new FairQueue();
	const begin = Date.now();
	const asked: Array<{ host: string; at: number }> = [];
	const run = async (caller: QueueCaller, answer?: AmoCrmProblem) =>
		await lane
			.run(caller, async () => {
				asked.push({ host: caller.host, at: Date.now() - begin });
				if (answer) throw answer;
				return 'a pair';
			})
			.catch((error: AmoCrmProblem) => error.code);
	const between = (from: number, to: number) =>
		asked.filter(({ at }) => at >= from && at < to).length;
	return { lane, asked, run, between };
}

/** SECURITY: In a process an integration has one lane to amoCRM's token endpoint: 20 requests at once, 7 a
 * second after that, renewals first, and codes for hosts that refused codes last. */
it('lets 20 in at once, and seven a second after that', async () => {
	const { run, between } = newLane();
	const all = Array.from({ length: 60 }, async (_, n) => await run(renewal(`a${n}.amocrm.ru`)));
	await settled(Promise.all(all));
	expect(between(0, 1)).toBe(20);
	for (let second = 0; second < 5; second++) {
		const from = second * SECOND + 1;
		expect(between(from, from + SECOND)).toBeLessThanOrEqual(7);
	}
});

/** SECURITY: In a process an integration has one lane to amoCRM's token endpoint: 20 requests at once, 7 a
 * second after that, renewals first, and codes for hosts that refused codes last. */
it('lets renewals pass codes that have waited longer', async () => {
	const { run, asked } = newLane();
	const codes = Array.from({ length: 40 }, async (_, n) => await run(code(`c${n}.amocrm.ru`)));
	await jest.advanceTimersByTimeAsync(0);
	const waiting = asked.length;
	const renewals = ['r1', 'r2', 'r3'].map(async (host) => await run(renewal(host)));
	await settled(Promise.all([...codes, ...renewals]));
	expect(asked.slice(waiting, waiting + 3).map(({ host }) => host)).toEqual(['r1', 'r2', 'r3']);
});

it('has four codes on their way at once, and of these one for each host', async () => {
	const { lane } = newLane();
	let [now, most] = [0, 0];
	const hosts = new Map<string, number>();
	const visit = async (host: string) =>
		await lane.run(code(host), async () => {
			now += 1;
			most = Math.max(most, now);
			hosts.set(host, (hosts.get(host) ?? 0) + 1);
			expect(hosts.get(host)).toBe(1);
			await new Promise((resolve) => setTimeout(resolve, 3 * SECOND));
			hosts.set(host, 0);
			now -= 1;
		});
	const all = Array.from({ length: 30 }, async (_, n) => await visit(`c${n % 6}.amocrm.ru`));
	await settled(Promise.all(all));
	expect(most).toBe(4);
});

describe('a host that refused codes', () => {
	/** SECURITY: In a process an integration has one lane to amoCRM's token endpoint: 20 requests at once, 7 a
	 * second after that, renewals first, and codes for hosts that refused codes last. */
	it('comes after hosts that did not, however many codes for it wait', async () => {
		const { run, asked } = newLane();
		const forged = Array.from(
			{ length: 500 },
			async () => await run(code('attacked.amocrm.ru'), refusal()),
		);
		await jest.advanceTimersByTimeAsync(SECOND);
		const before = asked.length;
		const real = Array.from({ length: 5 }, async (_, n) => await run(code(`real${n}.amocrm.ru`)));
		await settled(Promise.all(real));
		expect(asked.slice(before).map(({ host }) => host)).toEqual(
			[0, 1, 2, 3, 4].map((n) => `real${n}.amocrm.ru`),
		);
		await settled(Promise.all(forged));
	});

	it('is asked four times a second: all that were forged are over before a code is dead', async () => {
		const { run, between } = newLane();
		for (let n = 0; n < 2_000; n++) void run(code('attacked.amocrm.ru'), refusal());
		const own = run(code('attacked.amocrm.ru'));
		expect(await settled(own)).toBe('a pair');
		expect(between(0, 20 * MINUTE)).toBe(2_001);
		expect(between(5 * MINUTE, 6 * MINUTE)).toBe(240);
	});

	it('is like the others again after ten minutes, or when a code of it was good', async () => {
		const { run, asked } = newLane();
		await run(code('one.amocrm.ru'), refusal());
		await run(code('two.amocrm.ru'), refusal());
		await settled(run(code('two.amocrm.ru')));
		for (let n = 0; n < 40; n++) void run(renewal('busy'));
		const waiting = [run(code('one.amocrm.ru')), run(code('two.amocrm.ru'))];
		await settled(Promise.all(waiting));
		expect(asked.slice(-2).map(({ host }) => host)).toEqual(['two.amocrm.ru', 'one.amocrm.ru']);

		await jest.advanceTimersByTimeAsync(10 * MINUTE);
		const before = asked.length;
		await Promise.all(Array.from({ length: 3 }, async () => await run(code('three.amocrm.ru'))));
		expect(asked).toHaveLength(before + 3);
	});
});

/** SECURITY: A 429 and a block by amoCRM hold back everybody in that lane. */
describe('a complaint holds everybody back', () => {
	it.each<[string, AmoCrmProblem, number]>([
		['429', refusal('rateLimited', 429), SECOND],
		['429 with a time', refusal('rateLimited', 429, 4), 4 * SECOND],
	])('%s', async (_title, complaint, pause) => {
		const { run, asked } = newLane();
		await run(code('one.amocrm.ru'), complaint);
		const others = [run(code('two.amocrm.ru')), run(renewal('three.amocrm.ru'))];
		await jest.advanceTimersByTimeAsync(pause - 1);
		expect(asked).toHaveLength(1);
		await settled(Promise.all(others));
		expect(asked).toHaveLength(3);
	});

	it('a block: codes wait for its end, renewals are told of it', async () => {
		const { lane, run, asked } = newLane();
		await run(code('one.amocrm.ru'), refusal('blocked', 403));
		const waiting = run(code('two.amocrm.ru'));
		const renewed = async () => await lane.run(renewal('three.amocrm.ru'), async () => 'a pair');
		expect((await problemOf(renewed)).code).toBe('blocked');
		await jest.advanceTimersByTimeAsync(30 * SECOND - 1);
		expect(asked).toHaveLength(1);
		expect(await settled(waiting)).toBe('a pair');
	});

	it('for longer as complaints go on, and at the first good answer no more', async () => {
		const { run, asked } = newLane();
		const complaint = refusal('rateLimited', 429);
		for (let n = 0; n < 8; n++) await settled(run(code(`c${n}.amocrm.ru`), complaint));
		const pauses = asked.slice(1).map(({ at }, n) => (at - asked[n].at) / SECOND);
		expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
		await settled(run(code('good.amocrm.ru')));
		const { at } = asked[asked.length - 1];
		await run(code('next.amocrm.ru'));
		expect(asked[asked.length - 1].at).toBe(at);
	});
});

it('with 3,000 waiting it drops the last one of the host that has most, and no other', async () => {
	const { run } = newLane();
	const dropped: number[] = [];
	for (let n = 0; n < 2_999; n++) {
		void run(code('attacked.amocrm.ru'), refusal()).then((outcome) => {
			if (outcome === 'refused') dropped.push(n);
		});
	}
	const real = Array.from({ length: 20 }, async (_, n) => await run(code(`real${n}.amocrm.ru`)));
	expect(new Set(await settled(Promise.all(real)))).toEqual(new Set(['a pair']));
	// Four were let in at once: 3,015 wanted to wait.
	expect(dropped).toEqual(Array.from({ length: 15 }, (_, n) => 2_998 - n));
});

it('with 3,000 waiting, each for another host, it drops the one that came last', async () => {
	const { run } = newLane();
	const dropped: number[] = [];
	for (let n = 0; n < 3_010; n++) {
		void run(code(`host${n}.amocrm.ru`)).then((outcome) => {
			if (outcome === 'refused') dropped.push(n);
		});
	}
	await jest.advanceTimersByTimeAsync(0);
	// Four were let in at once: from the 3,005th on there is no room.
	expect(dropped).toEqual([3_004, 3_005, 3_006, 3_007, 3_008, 3_009]);
});

/** SECURITY: In a process an integration has one lane to amoCRM's token endpoint: 20 requests at once, 7 a
 * second after that, renewals first, and codes for hosts that refused codes last. */
it('is one for an integration', () => {
	expect(queueOf('integration-a')).toBe(queueOf('integration-a'));
	expect(queueOf('integration-a')).not.toBe(queueOf('integration-b'));
});
