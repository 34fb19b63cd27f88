import { sortBy, uniq, uniqBy } from 'lodash';

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

/**
 * Where nothing happens, the cursor follows the clock of this machine at this distance: no clock is wrong by so
 * much, and what amoCRM is asked for does not grow with the months.
 */
const QUIET = 7 * 24 * 60 * 60;

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

/** Besides, these are not new either. */
export const alsoSeen = ({ until, seen }: Cursor, events: ApiEvent[]): Cursor => ({
	until,
	seen: uniq([...seen, ...startAt(until, events).seen]),
});

const newestOf = (events: ApiEvent[], least: number) =>
	events.reduce((newest, { created_at }) => Math.max(newest, created_at), least);

export interface Step {
	/** Those not read before, the oldest first. */
	events: ApiEvent[];
	cursor: Cursor;
	/** There may be more to be read. */
	isPart: boolean;
}

/**
 * Passes over all that has happened by now. What is there counts, not what its time says: so no clock is compared
 * with amoCRM's, and the newest of it says how far amoCRM's own has come.
 * @param now by the clock of this machine
 */
export async function begin(now: number, { readAll }: Source): Promise<Cursor> {
	const least = now - CLOCKS_APART;
	const events = await readAll({ from: least - OVERLAP });
	return startAt(newestOf(events, least), events);
}

interface Reading extends Span {
	events: ApiEvent[];
}

/** All that came since, or the first part of it: how much of it can be read is found by halving. */
async function readSome(
	until: number,
	now: number,
	{ read, readAll }: Source,
	last: number,
): Promise<Reading> {
	const from = until - OVERLAP;
	const end = last === Infinity ? undefined : last;
	if (from > last) return { from, to: end, events: [] };
	const whole = await read({ from, to: end });
	if (whole) return { from, to: end, events: whole };
	// If the clock of this machine is behind, the parts are smaller.
	const widest = Math.max((end ?? now) - until, OVERLAP);
	for (let width = widest; width > 1; width = Math.floor(width / 2)) {
		const part = { from, to: until + width };
		const events = part.to < last ? await read(part) : undefined;
		if (events) return { ...part, events };
	}
	// What one second holds can not be halved.
	const second = { from, to: Math.min(until + 1, last) };
	return { ...second, events: await readAll(second) };
}

/**
 * Goes on from the cursor; after a long time not all the way.
 * @param now by the clock of this machine
 * @param last no further than this, by amoCRM's clock
 */
export async function step(
	{ until, seen }: Cursor,
	now: number,
	source: Source,
	last = Infinity,
): Promise<Step> {
	const { events: read, to } = await readSome(until, now, source, last);
	const events = uniqBy(read, 'id');
	const known = new Set(seen);
	const reached = to ?? Math.max(newestOf(events, until), now - QUIET);
	return {
		events: sortBy(
			events.filter(({ id }) => !known.has(id)),
			['created_at', 'id'],
		),
		cursor: startAt(reached, events),
		isPart: to !== undefined && to < last,
	};
}
