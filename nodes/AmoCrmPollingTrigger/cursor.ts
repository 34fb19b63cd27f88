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

/** The events of an account, as they can be asked for. */
export interface Source {
	/** Whether the span holds no more than can be read at a time. */
	fits(span: Span): Promise<boolean>;
	/** All events of the span, in any order. */
	read(span: Span): Promise<ApiEvent[]>;
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
export async function step(
	{ until, seen }: Cursor,
	newest: number,
	{ fits, read }: Source,
): Promise<Step> {
	let to = Math.max(newest, until);
	// What one second holds is read whatever it takes.
	while (to > until + 1 && !(await fits({ from: until, to })))
		to = until + Math.floor((to - until) / 2);
	const events = uniqBy(await read({ from: until - OVERLAP, to }), 'id');
	const known = new Set(seen);
	return {
		events: sortBy(
			events.filter(({ id }) => !known.has(id)),
			['created_at', 'id'],
		),
		cursor: startAt(to, events),
	};
}
