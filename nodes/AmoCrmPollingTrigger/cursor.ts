import { sortBy, uniqBy } from 'lodash';

import type { ApiEvent } from '../shared/hooks/apiEvents';

/** How far one account has been read. Seconds are amoCRM's own: the clock of this machine may be wrong. */
export interface Cursor {
	/** All of it was read that amoCRM knew of at the time. */
	until: number;
	/** Events of the last moments before that, which were read: amoCRM may tell of others there later. */
	seen: string[];
}

/** Both ends belong to it; without a second one it has none. */
export interface Span {
	from: number;
	to?: number;
}

/** Events appear this much later than they say, at the most. */
export const OVERLAP = 60;

/** The clock of this machine may be ahead of amoCRM's by so much. */
const CLOCKS_APART = 600;

/** The chosen events of an account, as they can be asked for. The order in which they come is not documented. */
export interface Source {
	/** All of the span; nothing where it holds more than can be read at a time. */
	read(span: Span): Promise<ApiEvent[] | undefined>;
	/** All of the span, whatever it takes. */
	readAll(span: Span): Promise<ApiEvent[]>;
}

/** Everything is read up to here, and nothing of it is new. */
export const startAt = (until: number, events: ApiEvent[]): Cursor => ({
	until,
	seen: events.filter(({ created_at }) => created_at >= until - OVERLAP).map(({ id }) => id),
});

const newestOf = (events: ApiEvent[], least: number) =>
	events.reduce((newest, { created_at }) => Math.max(newest, created_at), least);

export interface Step {
	/** Those not read before, the oldest first. */
	events: ApiEvent[];
	cursor: Cursor;
}

/**
 * Passes over all that has happened by now. What is there counts, not what its time says: so no clock is compared
 * with amoCRM's, and the newest of it says how far amoCRM's own has come.
 * @param now by the clock of this machine
 */
export async function begin(now: number, { readAll }: Source): Promise<Step> {
	const least = now - CLOCKS_APART;
	const events = await readAll({ from: least - OVERLAP });
	return { events: [], cursor: startAt(newestOf(events, least), events) };
}

interface Reading extends Span {
	events: ApiEvent[];
}

/** All that came since, or the first part of it: how much of it can be read is found by halving. */
async function readSome(until: number, now: number, { read, readAll }: Source): Promise<Reading> {
	const from = until - OVERLAP;
	const whole = await read({ from });
	if (whole) return { from, events: whole };
	// If the clock of this machine is behind, the parts are smaller.
	for (let width = Math.max(now - until, OVERLAP); width > 1; width = Math.floor(width / 2)) {
		const span = { from, to: until + width };
		const events = await read(span);
		if (events) return { ...span, events };
	}
	// What one second holds can not be halved.
	const span = { from, to: until + 1 };
	return { ...span, events: await readAll(span) };
}

/**
 * Goes on from the cursor; after a long time not all the way.
 * @param now by the clock of this machine
 */
export async function step({ until, seen }: Cursor, now: number, source: Source): Promise<Step> {
	const read = await readSome(until, now, source);
	const events = uniqBy(read.events, 'id');
	const known = new Set(seen);
	return {
		events: sortBy(
			events.filter(({ id }) => !known.has(id)),
			['created_at', 'id'],
		),
		cursor: startAt(read.to ?? newestOf(events, until), events),
	};
}
