import { mapValues, pick, pickBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { toInteger } from '../fields/values';
import { cardKind } from './entities';
import type { CrmEvent } from './event';
import { isGone, type Cards, type EntityReference } from './fetchEntities';

const STAGE = ['pipeline_id', 'status_id'] as const;
const USER = ['responsible_user_id'] as const;

/** What filters need to know of a card. */
export type Fact = (typeof STAGE)[number] | (typeof USER)[number];

/** What is known of an event's card. */
export type Facts = Partial<Record<Fact, number>>;

/** Customers have statuses, but these are not stages of a pipeline. */
const FACTS: Record<string, readonly Fact[]> = {
	lead: [...STAGE, ...USER],
	contact: USER,
	company: USER,
	customer: USER,
};

const MESSAGES = ['talk', 'message', 'outgoing_message'];

/** A card or task that has facts for an event. */
interface FactSource extends EntityReference {
	has: readonly Fact[];
}

function sourceOf(entity: unknown, id: unknown, asked?: readonly Fact[]): FactSource[] {
	const kind = cardKind(entity);
	if (kind === undefined || !Number(id)) return [];
	const has = FACTS[kind].filter((fact) => !asked || asked.includes(fact));
	return [{ entity: kind, id: Number(id), has }];
}

/** A task has its own responsible user, and the stage of its lead, which the event may not name. */
function sourcesOfTask({ id, data }: CrmEvent, cards: Cards): FactSource[] {
	const task = { entity: 'task', id: Number(id) };
	const link = data.entity_id === undefined ? cards.find(task) : data;
	const isOpen = link === undefined && !cards.isRead(task);
	return [
		{ ...task, has: isOpen ? [...USER, ...STAGE] : USER },
		...sourceOf(link?.entity_type, link?.entity_id, STAGE),
	];
}

/** Where the event's facts are found, the nearest first. */
function sourcesOf(event: CrmEvent, cards: Cards): FactSource[] {
	const { entity, id, data } = event;
	if (isGone(event)) return [];
	if (entity === 'task') return sourcesOfTask(event, cards);
	if (!MESSAGES.includes(entity)) return sourceOf(entity, id);
	const card = sourceOf(data.entity_type, data.entity_id);
	return card.length > 0 ? card : sourceOf('contact', data.contact_id);
}

/** The fields of a note are its own, not those of its card. */
const isOfNote = ({ event }: CrmEvent) => event.startsWith('note_');

function factsIn(facts: readonly Fact[], data: IDataObject | undefined): Facts {
	return pickBy(mapValues(pick(data, facts), toInteger), (id) => id !== undefined);
}

/** What is known from the event itself and from the cards that have been read so far. */
export function factsOf(event: CrmEvent, cards: Cards): Facts {
	const own = isOfNote(event) ? {} : factsIn([...STAGE, ...USER], event.data);
	const others = sourcesOf(event, cards).map((source) => factsIn(source.has, cards.find(source)));
	return Object.assign({}, ...others.reverse(), own) as Facts;
}

/** What has to be read for the facts that are asked for and not known yet. */
export function toBeRead(event: CrmEvent, asked: Fact[], cards: Cards): EntityReference[] {
	const facts = factsOf(event, cards);
	const missing = asked.filter((fact) => facts[fact] === undefined);
	return sourcesOf(event, cards).filter(
		(source) => !cards.isRead(source) && missing.some((fact) => source.has.includes(fact)),
	);
}
