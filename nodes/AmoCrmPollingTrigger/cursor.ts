import { sortBy, uniq, uniqBy } from 'lodash';

import type { ApiEvent } from '../shared/hooks/apiEvents';

/** How far one account has been read, in seconds of amoCRM's clock: the clock of this machine may be wrong. */
export interface Cursor {
	/** Everything up to here was read that amoCRM knew of at the time. */
	until: number;
	/** Ids of the events just before that which were read: amoCRM may add others there later. */
	seen: string[];
}

/** Both ends are included; without `to` it is open. */
export interface Span {
	from: number;
	to?: number;
}

/** How late an event may appear, measured from the time that it carries. */
const OVERLAP = 60;

/** How far the clock of this machine may be ahead of amoCRM's. */
const CLOCKS_APART = 600;

/**
 * While nothing happens, the cursor follows the clock of this machine at this distance, so that the span to ask for
 * stops growing: no clock is wrong by that much.
 */
const QUIET = 7 * 24 * 60 * 60;

/** Where the chosen events of an account are read. Their order is not documented. */
export interface EventSource {
	/** All of the span; undefined where it holds more than can be read at a time. */
	read(span: Span): Promise<ApiEvent[] | undefined>;
	/** All of the span, however long it takes. */
	readAll(span: Span): Promise<ApiEvent[]>;
}

/** A cursor that has read everything up to `until`, and these events. */
export const startAt = (until: number, events: ApiEvent[]): Cursor => ({
	until,
	seen: events.filter(({ created_at }) => created_at >= until - OVERLAP).map(({ id }) => id),
});

/** The same cursor, which has read these events too. */
export const alsoSeen = ({ until, seen }: Cursor, events: ApiEvent[]): Cursor => ({
	until,
	seen: uniq([...seen, ...startAt(until, events).seen]),
});

const newestOf = (events: ApiEvent[], least: number) =>
	events.reduce((newest, { created_at }) => Math.max(newest, created_at), least);

interface Step {
	/** The events that were not read before, the oldest first. */
	events: ApiEvent[];
	cursor: Cursor;
	/** There may be more to read. */
	isPart: boolean;
}

/**
 * A cursor behind everything that has happened by now. It takes its time from the newest event that is there, so
 * that no clock is compared with amoCRM's.
 * @param now by the clock of this machine
 */
export async function begin(now: number, { readAll }: EventSource): Promise<Cursor> {
	const least = now - CLOCKS_APART;
	const events = await readAll({ from: least - OVERLAP });
	return startAt(newestOf(events, least), events);
}

interface ReadSpan extends Span {
	events: ApiEvent[];
}

/** Everything since, or as much of it as can be read at a time, which is found by halving. */
async function readSome(
	until: number,
	now: number,
	{ read, readAll }: EventSource,
	last: number,
): Promise<ReadSpan> {
	const from = until - OVERLAP;
	const end = last === Infinity ? undefined : last;
	if (from > last) return { from, to: end, events: [] };
	const whole = await read({ from, to: end });
	if (whole) return { from, to: end, events: whole };
	// If the clock of this machine is slow, the parts are only smaller.
	const widest = Math.max((end ?? now) - until, OVERLAP);
	for (let width = widest; width > 1; width = Math.floor(width / 2)) {
		const part = { from, to: until + width };
		const events = part.to < last ? await read(part) : undefined;
		if (events) return { ...part, events };
	}
	// One second cannot be halved.
	const second = { from, to: Math.min(until + 1, last) };
	return { ...second, events: await readAll(second) };
}

/**
 * Reads on from the cursor; after a long pause only a part.
 * @param now by the clock of this machine
 * @param last how far to read, by amoCRM's clock
 */
export async function step(
	{ until, seen }: Cursor,
	now: number,
	source: EventSource,
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
