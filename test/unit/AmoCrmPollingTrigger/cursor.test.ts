import {
	begin,
	startAt,
	step,
	type Cursor,
	type EventSource,
	type Span,
} from '../../../nodes/AmoCrmPollingTrigger/cursor';
import type { ApiEvent } from '../../../nodes/shared/hooks/apiEvents';

const START = 1_769_853_600;

/** An account whose events a poll reads; so many at a time. */
class Events {
	private all: ApiEvent[] = [];
	cursor: Cursor = startAt(START, []);

	/** @param clock of this machine, when it polls: so many seconds after the start. */
	constructor(
		private readonly bound = 1_000,
		private readonly clock = 100_000,
	) {}

	/** Something happens so many seconds after the start. */
	happen(id: string, second: number): void {
		this.all.push({ id, created_at: START + second } as ApiEvent);
	}

	private within({ from, to = Infinity }: Span): ApiEvent[] {
		return this.all.filter(({ created_at: at }) => at >= from && at <= to);
	}

	readonly source: EventSource = {
		read: async (span) => {
			const events = this.within(span);
			return events.length > this.bound ? undefined : events;
		},
		// A page that was pushed on while it was read comes twice.
		readAll: async (span) => [...this.within(span).reverse(), ...this.within(span).slice(0, 3)],
	};

	/** One poll; `crash`: what it read is not kept. */
	async poll({ crash = false } = {}): Promise<string[]> {
		const { events, cursor } = await step(this.cursor, START + this.clock, this.source);
		if (!crash) this.cursor = cursor;
		return events.map(({ id }) => id);
	}
}

it('tells each once, the oldest first', async () => {
	const events = new Events();
	events.happen('b', 2);
	events.happen('a', 1);
	expect(await events.poll()).toEqual(['a', 'b']);
	expect(await events.poll()).toEqual([]);
	events.happen('c', 90);
	expect(await events.poll()).toEqual(['c']);
});

it('tells what comes in a second that was read already', async () => {
	const events = new Events();
	events.happen('a', 5);
	expect(await events.poll()).toEqual(['a']);
	events.happen('b', 5);
	expect(await events.poll()).toEqual(['b']);
	expect(await events.poll()).toEqual([]);
});

it('tells what amoCRM shows late, though newer ones were told', async () => {
	const events = new Events();
	events.happen('a', 100);
	await events.poll();
	events.happen('late', 41);
	expect(await events.poll()).toEqual(['late']);
	events.happen('b', 130);
	expect(await events.poll()).toEqual(['b']);
});

it('tells again what a crash kept from being handed over', async () => {
	const events = new Events();
	events.happen('a', 1);
	expect(await events.poll({ crash: true })).toEqual(['a']);
	events.happen('b', 2);
	expect(await events.poll()).toEqual(['a', 'b']);
});

it.each([
	['right', 100_000],
	['far behind', -100_000],
])('goes on step by step after a long outage, by a clock that is %s', async (_name, clock) => {
	const events = new Events(50, clock);
	const told: string[] = [];
	// A slow trickle, a crowd within one second, and another at the end of a long pause.
	for (let at = 0; at < 300; at++) events.happen(`slow${at}`, at * 7);
	for (let at = 0; at < 120; at++) events.happen(`crowd${at}`, 5_000);
	for (let at = 0; at < 200; at++) events.happen(`late${at}`, 90_000 + Math.floor(at / 4));

	const sizes: number[] = [];
	for (let poll = 0; poll < 2_000; poll++) {
		const some = await events.poll();
		sizes.push(some.length);
		told.push(...some);
	}

	expect(told).toHaveLength(620);
	expect(new Set(told).size).toBe(620);
	expect(Math.max(...sizes)).toBe(120);
});

it.each([
	['ahead of amoCRM', 300],
	['behind', -5_000],
])('begins with what is not there yet, by a clock that is %s', async (_name, clock) => {
	const events = new Events();
	events.happen('latest', 0);
	events.happen('earlier', -30);
	events.cursor = await begin(START + clock, events.source);
	events.happen('at once', 0);
	events.happen('later', 5);
	expect(await events.poll()).toEqual(['at once', 'later']);
});

it('begins in an account where nothing has happened for long', async () => {
	const events = new Events();
	events.happen('old', -90_000);
	events.cursor = await begin(START, events.source);
	events.happen('first', 1);
	expect(await events.poll()).toEqual(['first']);
});

it.each([
	['far ahead', 10_000],
	['behind, among what may still appear', -20],
	['before all that', -500],
])('reads to an end that lies %s, and no further', async (_name, last) => {
	const events = new Events(50);
	for (let at = -600; at < 12_000; at += 5) events.happen(`slow${at}`, at);
	for (let at = 0; at < 70; at++) events.happen(`crowd${at}`, -40);

	const told: number[] = [];
	for (let isPart = true; isPart;) {
		const some = await step(events.cursor, START + 100_000, events.source, START + last);
		events.cursor = some.cursor;
		isPart = some.isPart;
		told.push(...some.events.map(({ created_at: at }) => at - START));
	}

	const all = (await events.source.readAll({ from: START - 60, to: START + last })).map(
		({ id }) => id,
	);
	expect(told).toHaveLength(new Set(all).size);
	expect(told.every((at) => at <= last)).toBe(true);
});
