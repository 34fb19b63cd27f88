import { sleep } from 'n8n-workflow';

import { settle } from '../../../../nodes/shared/settle';
import { Lane, Limiter } from '../../../../nodes/shared/transport/limiter';
import { Pace } from '../../../../nodes/shared/transport/pace';
import { settled } from '../../support/clock';
import { withAccount } from '../../support/registry';

/** amoCRM's limit. */
const PER_SECOND = 7;

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-01-31T10:00:00Z') }));
afterEach(() => jest.useRealTimers());

/** Processes of one n8n that call one account, whose table takes some time. */
async function newCluster() {
	const { table, process: openProcess } = await withAccount();
	table.delayMs = 15;
	const starts: Array<{ at: number; by: string }> = [];
	const add = (by: string) => {
		const accounts = openProcess();
		const lane = new Lane();
		lane.sharing = async () => await accounts.shareIn('integration|account', lane);
		const limiter = new Limiter(lane, new Pace(Infinity));
		let isAlive = true;
		const call = async () => {
			await limiter.send(async () => {
				if (!isAlive) return;
				starts.push({ at: Date.now(), by });
				await settle(accounts.access({ accountId: 100 }));
				await sleep(250);
			});
		};
		return {
			accounts,
			call,
			/** Calls as fast as it may, several at once. */
			burst: (calls: number) => {
				for (let made = 0; made < calls; made++) void call();
			},
			die: () => {
				isAlive = false;
				lane.sharing = async () => await new Promise(() => undefined);
			},
		};
	};
	const inAnySecond = () =>
		Math.max(
			...starts.map(
				({ at }) => starts.filter((other) => other.at >= at && other.at < at + 1_000).length,
			),
		);
	/** How many calls a process made in so many seconds up to now. */
	const lately = (by: string, seconds: number) =>
		starts.filter((start) => start.by === by && start.at >= Date.now() - seconds * 1_000).length;
	const pass = async (seconds: number) => await jest.advanceTimersByTimeAsync(seconds * 1_000);
	return { table, add, starts, inAnySecond, lately, pass };
}

it('leaves the whole limit to a process that is alone', async () => {
	const { add, lately, pass } = await newCluster();
	add('one').burst(200);
	await pass(20);
	expect(lately('one', 10)).toBeGreaterThan(9.5 * PER_SECOND);
});

it('lets two that begin together, and know of others, make no more than amoCRM allows, and hardly less', async () => {
	const { add, starts, inAnySecond, pass } = await newCluster();
	await settled(add('main').accounts.exist());
	const [one, two] = [add('one'), add('two')];
	one.burst(20);
	two.burst(20);
	await pass((1.35 * 40) / PER_SECOND);
	expect(starts).toHaveLength(40);
	expect(inAnySecond()).toBeLessThanOrEqual(PER_SECOND);
});

it.each([1, 3, 8, 14, 31])(
	'makes room for one that comes after %i seconds, also where the first knew of nobody',
	async (seconds) => {
		const { add, inAnySecond, lately, pass } = await newCluster();
		add('one').burst(1_000);
		await pass(seconds);
		add('two').burst(500);
		await pass(40);
		expect(inAnySecond()).toBeLessThanOrEqual(PER_SECOND);
		for (const each of ['one', 'two']) expect(lately(each, 10)).toBeGreaterThanOrEqual(28);
	},
);

it('holds many that come and go to the limit together', async () => {
	const { add, inAnySecond, starts, pass } = await newCluster();
	await settled(add('main').accounts.exist());
	for (const name of ['one', 'two', 'three', 'four']) {
		const process = add(name);
		process.burst(60);
		await pass(2.7);
	}
	await pass(60);
	expect(starts).toHaveLength(240);
	expect(inAnySecond()).toBeLessThanOrEqual(PER_SECOND);
});

it('gives a burst what another leaves', async () => {
	const { add, lately, pass } = await newCluster();
	const [light, heavy] = [add('light'), add('heavy')];
	heavy.burst(1_000);
	for (let second = 0; second < 60; second++) {
		if (second % 4 === 0) void light.call();
		await pass(1);
	}
	expect(lately('heavy', 10)).toBeGreaterThanOrEqual(48);
	expect(lately('light', 12)).toBe(3);
});

it('gives the share of a process that died to the others within half a minute', async () => {
	const { add, inAnySecond, lately, pass } = await newCluster();
	const [one, two] = [add('one'), add('two')];
	one.burst(2_000);
	two.burst(2_000);
	await pass(40);
	expect(lately('one', 10)).toBeLessThan(35);
	two.die();
	await pass(32);
	await pass(10);
	expect(lately('one', 10)).toBeGreaterThanOrEqual(55);
	expect(inAnySecond()).toBeLessThanOrEqual(PER_SECOND);
});

it('costs one call of n8n in ten seconds where a process is busy, none where it is idle', async () => {
	const { add, table, pass } = await newCluster();
	const atFirst = { ...table.calls };
	const { burst } = add('one');
	burst(140);
	await pass(21);
	const { insert, update } = table.calls;
	expect(insert + update - atFirst.insert - atFirst.update).toBeLessThanOrEqual(3);
	await pass(60);
	const before = { ...table.calls };
	await pass(600);
	expect(table.calls).toEqual(before);
});

it('goes on without the table', async () => {
	const { add, table, lately, pass } = await newCluster();
	table.away = new Error('away');
	const { call } = add('one');
	void call();
	await pass(1);
	expect(lately('one', 1)).toBe(1);
});
