import { chunk, groupBy, uniq } from 'lodash';
import { sleep, type IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../account/session';
import { EVENTS_PAGE_SIZE, readPages } from '../transport/pages';
import type { CrmEvent } from './event';
import { readEventValues } from './eventValues';

/** How many cards the events API takes at once, all of one kind. */
const MAX_CARDS = 10;

/** The kinds of cards whose changes the events API has. */
const CARDS = ['lead', 'contact', 'company', 'customer'];

/** The events of one change are recorded within these seconds before and after it. */
const BEFORE = 5;
const AFTER = 10;

/** The events API may have a change later than the webhook. */
const PAUSES_MS = [0, 3_000, 10_000];

const secondsOf = ({ occurredAt }: CrmEvent) => Math.floor(Date.parse(occurredAt) / 1000);

/** With the values of the API's events around its moment. */
function withValues(event: CrmEvent, apiEvents: IDataObject[]): CrmEvent {
	const at = secondsOf(event);
	const own = apiEvents.filter(
		({ entity_id: id, created_at: moment }) =>
			id === event.id && Number(moment) >= at - BEFORE && Number(moment) <= at + AFTER,
	);
	// An event has the new value, or, where it was emptied, the old one.
	const changes = own.map(({ value_before, value_after }) => ({
		before: readEventValues(value_before),
		after: readEventValues(value_after),
	}));
	if (own.length === 0) return event;
	return {
		...event,
		before: Object.assign({}, event.before, ...changes.map(({ before }) => before)) as IDataObject,
		after: Object.assign({}, event.after, ...changes.map(({ after }) => after)) as IDataObject,
	};
}

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
async function readEvents(
	session: AccountSession,
	entity: string,
	events: CrmEvent[],
): Promise<IDataObject[]> {
	const moments = events.map(secondsOf);
	const query = {
		'filter[entity][]': entity,
		'filter[entity_id][]': uniq(events.map(({ id }) => id)),
		'filter[created_at][from]': Math.min(...moments) - BEFORE,
		'filter[created_at][to]': Math.max(...moments) + AFTER,
	};
	const call = { path: '/api/v4/events', query, pageSize: EVENTS_PAGE_SIZE };
	return await readPages(session, call, 'events', Infinity);
}

async function lookUp(session: AccountSession, events: CrmEvent[]): Promise<CrmEvent[]> {
	const found = new Map<CrmEvent, CrmEvent>();
	for (const [entity, ofKind] of Object.entries(groupBy(events, 'entity'))) {
		if (!CARDS.includes(entity)) continue;
		for (const some of chunk(ofKind, MAX_CARDS)) {
			const apiEvents = await readEvents(session, entity, some);
			for (const event of some) found.set(event, withValues(event, apiEvents));
		}
	}
	return events.map((event) => found.get(event) ?? event);
}

/**
 * Adds to the events that `asks` names what changed, where the events API has it in time: webhooks of updates do
 * not say it.
 */
export async function withChanges(
	session: AccountSession,
	events: CrmEvent[],
	asks: (event: CrmEvent) => boolean,
): Promise<CrmEvent[]> {
	let current = events;
	for (const pause of PAUSES_MS) {
		const open = current.filter((event) => asks(event) && CARDS.includes(event.entity));
		if (open.length === 0) break;
		if (pause > 0) await sleep(pause);
		const answers = await lookUp(session, open);
		const answered = new Map(open.map((event, at) => [event, answers[at]]));
		current = current.map((event) => answered.get(event) ?? event);
	}
	return current;
}
