import { sortBy, uniqBy } from 'lodash';

import type { ApiEvent } from '../shared/hooks/apiEvents';

/** How far one account has been read. Seconds are amoCRM's own: the clock of this machine may be wrong. */
export interface Cursor {
	/** All of it was read that amoCRM knew of at the time. */
	until: number;
	/** Events of the last moments before that, which were read: amoCRM may tell of others there later. */
	seen: string[];
}

/** Both ends belong to it. */
export interface Span {
	from: number;
	to: number;
}

/** Events appear this much later than they say, at the most. */
export const OVERLAP = 60;

export interface Reading {
	events: ApiEvent[];
	/** No other event is in the span. */
	isWhole: boolean;
}

/** Reads events of a span, in any order; `bounded` leaves off after so many that it would take too long. */
export type Read = (span: Span, bounded: boolean) => Promise<Reading>;

const moments = (events: ApiEvent[]) => events.map(({ created_at }) => created_at);

/** The next end for a span that held too much: what was read shows how long a span is that does not. */
function shorter({ to }: Span, until: number, events: ApiEvent[]): number {
	const read = Math.max(...moments(events)) - Math.min(...moments(events));
	return until + Math.max(1, Math.min(read, Math.floor((to - until) / 2)));
}

/** Everything is read up to here, and nothing of it is new. */
export const startAt = (until: number, events: ApiEvent[]): Cursor => ({
	until,
	seen: events.filter(({ created_at }) => created_at >= until - OVERLAP).map(({ id }) => id),
});

export interface Step {
	/** Those not read before, the oldest first. */
	events: ApiEvent[];
	cursor: Cursor;
}

/**
 * Goes on from the cursor towards `newest`, the moment of the newest event; after a long time not all the way.
 * Newer events, and pages that they push on while they are read, are beyond the span.
 */
export async function step({ until, seen }: Cursor, newest: number, read: Read): Promise<Step> {
	const span: Span = { from: until - OVERLAP, to: Math.max(newest, until) };
	let reading = await read(span, span.to > until + 1);
	while (!reading.isWhole) {
		span.to = shorter(span, until, reading.events);
		reading = await read(span, span.to > until + 1);
	}
	const events = uniqBy(reading.events, 'id');
	return {
		events: sortBy(
			events.filter(({ id }) => !seen.includes(id)),
			['created_at', 'id'],
		),
		cursor: startAt(span.to, events),
	};
}
