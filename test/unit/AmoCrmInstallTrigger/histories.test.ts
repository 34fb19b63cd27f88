import fc from 'fast-check';

import { Crashes, loadProgram, type Fault, type Program, type Side } from '../support/crashes';
import { VirtualTime } from '../support/virtualTime';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

const HISTORIES = 1_000;
const SEED = 18;
const START = Date.parse('2026-01-31T10:00:00.000Z');

/** Two at work, and those that take the place of dead ones. */
const MOST_PROCESSES = 6;

/** The code is loaded anew after so many histories: some of what it remembers is of no integration. */
const SHARED_BY = 100;

const time = new VirtualTime();

beforeAll(() =>
	jest.useFakeTimers({
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'requestAnimationFrame',
			'cancelAnimationFrame',
			'requestIdleCallback',
			'cancelIdleCallback',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	}),
);
beforeEach(() => jest.spyOn(performance, 'now').mockImplementation(() => time.now));
afterEach(() => jest.restoreAllMocks());
afterAll(() => jest.useRealTimers());

type Step = (history: Crashes, accounts: number[]) => Promise<void> | void;

/** What happens; what cannot happen then does not. */
interface Happening {
	name: string;
	does: Step;
	toString(): string;
}

const happening = (name: string, does: Step): Happening => ({ name, does, toString: () => name });

const anyAccount = fc.nat({ max: 2 });
const anyProcess = fc.nat({ max: 1 });
const via = fc.constantFrom('widget' as const, 'button' as const);
const faults = fc.constantFrom<Fault>('refused', 'serverError', 'busy', 'silent', 'answerLost');
const sides = fc.constantFrom<Side>('n8n', 'amoCRM');

const processAt = ({ living }: Crashes, n: number) => living[n % living.length];

const install = fc
	.tuple(anyAccount, via, anyProcess)
	.map(([a, by, p]) =>
		happening(`install ${a} by ${by} at ${p}`, (history, accounts) =>
			history.install(accounts[a], by, processAt(history, p)),
		),
	);

const disable = fc.tuple(anyAccount, anyProcess).map(([a, p]) =>
	happening(`disable ${a} at ${p}`, (history, accounts) => {
		if (history.isInstalled(accounts[a]))
			history.disable(accounts[a], processAt(history, p), false);
	}),
);

const disableAgain = fc.tuple(anyAccount, anyProcess).map(([a, p]) =>
	happening(`send the disabling of ${a} again to ${p}`, (history, accounts) => {
		const wasDisabled = history.calls.some(
			({ kind, accountId }) => kind === 'disabling' && accountId === accounts[a],
		);
		// Of an account that was never kept, each is told.
		if (wasDisabled && history.rowsOf(accounts[a]).length > 0)
			history.disable(accounts[a], processAt(history, p), true);
	}),
);

let names = 0;
const newName = () => `name-${++names}`;

const sign = fc.constantFrom(undefined, 301 as const, 302 as const, 410 as const);

const rename = fc
	.tuple(anyAccount, sign)
	.map(([a, answers]) =>
		happening(`rename ${a}, ${answers ?? 'nothing'} at its old address`, (history, accounts) =>
			history.rename(accounts[a], newName(), answers),
		),
	);

const takeName = fc.tuple(anyAccount, anyAccount).map(([a, b]) =>
	happening(`rename ${a}, and ${b} takes its name`, (history, accounts) => {
		if (a === b) return;
		const [name] = history.domainOf(accounts[a]).split('.');
		history.rename(accounts[a], newName());
		history.rename(accounts[b], name);
	}),
);

const act = fc.tuple(anyAccount, anyProcess, fc.boolean()).map(([a, p, isByName]) =>
	happening(`call ${a} by ${isByName ? 'address' : 'id'} at ${p}`, (history, accounts) => {
		const accountId = accounts[a];
		const reference = isByName ? { domain: history.domainOf(accountId) } : { accountId };
		void history.act(reference, processAt(history, p));
	}),
);

const actByFormer = fc.tuple(fc.nat({ max: 9 }), anyProcess).map(([n, p]) =>
	happening(`call by address ${n} of all at ${p}`, (history) => {
		const domains = [...history.tenures.keys()];
		void history.act({ domain: domains[n % domains.length] }, processAt(history, p));
	}),
);

const expire = anyAccount.map((a) =>
	happening(`the access token of ${a} ends`, (history, accounts) => {
		const accountId = accounts[a];
		history.environment.grants.expireAccess({ integrationId: history.integration.id, accountId });
		history.expired(accountId);
	}),
);

const dayPasses = fc.constant(
	happening('a day passes', async (history, accounts) => {
		await time.pass(MINUTE);
		await time.jump(DAY);
		for (const id of accounts) history.expired(id);
	}),
);

/** A process may go by the former one for some seconds: what comes within these is refused. */
const changeSecret = fc.constant(
	happening('the secret is changed', async (history) => {
		history.changeSecret();
		await time.pass(6 * SECOND);
	}),
);

const kill = anyProcess.map((p) =>
	happening(`process ${p} dies`, (history) => {
		if (history.processes.length < MOST_PROCESSES) {
			history.kill(processAt(history, p));
			history.start();
		}
	}),
);

const dieLater = fc
	.tuple(
		anyProcess,
		sides,
		fc.nat({ max: 8 }),
		fc.constantFrom('before' as const, 'after' as const),
	)
	.map(([p, side, calls, when]) =>
		happening(`process ${p} dies ${when} its call ${calls} to ${side}`, (history) => {
			processAt(history, p).death ??= { side, calls, when };
		}),
	);

const awayFor = fc.tuple(sides, faults, fc.integer({ min: 1, max: 60 })).map(([side, fault, s]) =>
	happening(`${side} is away for ${s} s: ${fault}`, (history) => {
		history.takeAway(side, fault, { ms: s * SECOND });
	}),
);

const awayAt = fc.tuple(sides, faults, fc.integer({ min: 1, max: 4 })).map(([side, fault, calls]) =>
	happening(`${side} is away for ${calls} calls: ${fault}`, (history) => {
		history.takeAway(side, fault, { calls });
	}),
);

const wait = fc
	.constantFrom(20, 100, 300, SECOND, 3 * SECOND, 8 * SECOND, 30 * SECOND)
	.map((ms) => happening(`wait ${ms} ms`, async () => await time.pass(ms)));

const step = fc.oneof(
	{ weight: 6, arbitrary: install },
	{ weight: 2, arbitrary: disable },
	{ weight: 1, arbitrary: disableAgain },
	{ weight: 1, arbitrary: rename },
	{ weight: 1, arbitrary: takeName },
	{ weight: 3, arbitrary: act },
	{ weight: 1, arbitrary: actByFormer },
	{ weight: 1, arbitrary: expire },
	{ weight: 1, arbitrary: dayPasses },
	{ weight: 1, arbitrary: changeSecret },
	{ weight: 1, arbitrary: kill },
	{ weight: 2, arbitrary: dieLater },
	{ weight: 1, arbitrary: awayFor },
	{ weight: 2, arbitrary: awayAt },
	{ weight: 5, arbitrary: wait },
);

/** Lets everything end that was begun. */
async function settle(history: Crashes): Promise<void> {
	history.bringBack();
	for (const process of history.living) process.death = undefined;
	for (let n = 0; n < 2 || (!history.isSettled && n < 360); n++) await time.pass(10 * SECOND);
	if (!history.isSettled) history.fault('Something is owed for an hour');
}

const tallied: Record<string, number> = {};
const tally = (what: string) => (tallied[what] = (tallied[what] ?? 0) + 1);

/** Each call is answered, and told of once. */
function judgeCalls(history: Crashes): void {
	const { calls, told } = history;
	for (const call of calls) {
		const { kind, accountId, process, code, status, waitedMs = Infinity, isNoted } = call;
		const shown = `${kind} of ${accountId} at ${call.receivedAt}`;
		const fault = (what: string) => history.fault(`${shown}: ${what}`);
		if (!process.isDead && waitedMs > (kind === 'button' ? 25 * SECOND : 3 * SECOND))
			fault(`answered after ${waitedMs} ms`);
		const own = told.filter(({ json }) => json.receivedAt === call.receivedAt);
		// What is told once more says that nothing is connected where that is so by then.
		const isEnded = calls.some(
			(other) =>
				other.kind === 'disabling' &&
				!other.isRepeated &&
				other.accountId === accountId &&
				other.receivedAt > call.receivedAt,
		);
		if (new Set(own.map(({ json }) => json.id)).size > 1) fault('told as several');
		const ends = own.map(({ json }) => String(json.event));
		// What failed may succeed when it is gone on with, but not the other way round.
		if (!isEnded && ends.some((end, n) => end === 'failed' && ends[n - 1] === 'installed'))
			fault('told as installed, then as failed');
		if (own.slice(0, -1).some((one) => !one.process.isDead)) fault('told twice');
		if (kind === 'disabling') continue;
		const last = own.at(-1);
		if (!last) {
			if (isNoted || !process.isDead) fault('told not at all');
			else tally('lost before it was noted');
			continue;
		}
		const pair = [...history.pairs.values()].find((each) => each.code === code);
		tally(String(last.json.event));
		if (own.length > 1) tally('told again after a crash');
		if (last.json.event === 'installed') {
			if (pair?.storedAt === undefined) fault('told as installed without tokens');
			continue;
		}
		const { code: why, message } = last.json.reason as { code: string; message: string };
		tally(`failed: ${why}`);
		if (pair && !isEnded && (pair.storedAt !== undefined || !(pair.isLost || pair.process.isDead)))
			fault(`told as failed, ${why} (${message}), in spite of tokens`);
		if (status === 200 && kind === 'button' && !isEnded) fault('failed, and shown as installed');
	}
}

/** A disabling is told once, unless the account was connected again before that. */
function judgeDisablings(history: Crashes, accountId: number): void {
	const own = history.calls.filter((call) => call.accountId === accountId);
	const real = own.filter(({ kind, isRepeated }) => kind === 'disabling' && !isRepeated);
	const ids = new Set(
		history.told.flatMap(({ json }) =>
			json.event === 'uninstalled' && (json.account as { id: number }).id === accountId
				? [json.id]
				: [],
		),
	);
	if (ids.size > real.length) history.fault(`${ids.size} disablings told of ${real.length}`);
	tally(`uninstalled: ${ids.size} of ${real.length}`);
	const last = own.findLast(({ isRepeated }) => !isRepeated);
	if (last?.kind !== 'disabling' || (last.process.isDead && !last.isNoted)) return;
	const ended = history.told.filter(
		({ json }) => json.event === 'uninstalled' && (json.account as { id: number }).id === accountId,
	);
	if (ended.length === 0) history.fault(`The disabling of ${accountId} was not told`);
	// An install that was on its way when the account was disabled is known to be over at its first call.
	const isLate = [...history.pairs.values()].some(
		(pair) => pair.accountId === accountId && (pair.storedAt ?? 0) > Date.parse(last.receivedAt),
	);
	const [row] = history.rowsOf(accountId);
	if (!isLate && row && row.status !== 'uninstalled')
		history.fault(`The row of ${accountId}, which is disabled, says ${String(row.status)}`);
}

/** What the table says is what amoCRM would say. */
async function judgeAccount(history: Crashes, accountId: number): Promise<void> {
	const rows = history.rowsOf(accountId);
	if (rows.length > 1) history.fault(`${rows.length} rows of ${accountId}`);
	const process = history.living[0];
	const acting = history.act({ accountId }, process);
	await time.pass(MINUTE);
	const acted = await acting;
	const isConnected = acted === accountId;
	const shouldBe = history.storedPairs(accountId).length > 0;
	tally(isConnected ? 'connected' : 'not connected');
	if (isConnected === shouldBe) return;
	history.fault(
		shouldBe
			? `${accountId} is lost: ${String(acted)}; its row: ${String(rows[0]?.status)}`
			: `${accountId} is reached without tokens`,
	);
}

/** So often the histories come to this, at the least. */
const TOLD_AT_LEAST = {
	installed: 2_000,
	connected: 1_000,
	'not connected': 1_000,
	'failed: interrupted': 50,
	'told again after a crash': 50,
	'lost before it was noted': 50,
	'uninstalled: 1 of 1': 200,
};

let programs: Program[] = [];
let played = 0;

async function play(seed: number, steps: Happening[]): Promise<Crashes> {
	if (played++ % SHARED_BY === 0) {
		programs = [];
		for (let n = 0; n < MOST_PROCESSES; n++) programs.push(await loadProgram(time));
	}
	time.begin(START);
	const history = new Crashes(time, programs, seed);
	const accounts = [0, 1, 2].map(() => history.addAccount(newName()));
	history.start();
	history.start();
	await time.pass(SECOND);
	for (const { does } of steps) {
		await does(history, accounts);
		await time.pass(1);
		while (history.living.length < 2 && history.start());
	}
	await settle(history);
	judgeCalls(history);
	for (const id of accounts) judgeDisablings(history, id);
	for (const id of accounts) await judgeAccount(history, id);
	return history;
}

it('1,000 random histories end with what must hold', async () => {
	const steps = fc.array(step, { minLength: 10, maxLength: 25, size: 'max' });
	await fc.assert(
		fc.asyncProperty(fc.nat(), steps, async (seed, some) => {
			const { faults: found } = await play(seed, some);
			expect(found).toEqual([]);
		}),
		{ seed: SEED, numRuns: HISTORIES },
	);
	// They would prove nothing if nothing happened in them.
	for (const [what, least] of Object.entries(TOLD_AT_LEAST))
		expect([what, (tallied[what] ?? 0) >= least]).toEqual([what, true]);
});
