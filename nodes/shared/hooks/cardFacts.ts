import { mapValues, pick, pickBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { toInteger } from '../fields/values';
import { cardKind } from './entities';
import type { CrmEvent } from './event';
import { isGone, type Cards, type Thing } from './fetchEntities';

const STAGE = ['pipeline_id', 'status_id'] as const;
const USER = ['responsible_user_id'] as const;

/** What filters ask of a card. */
export type Fact = (typeof STAGE)[number] | (typeof USER)[number];

/** What is known of an event's card. */
export type Facts = Partial<Record<Fact, number>>;

/** Statuses of customers are no stages of a pipeline. */
const FACTS: Record<string, readonly Fact[]> = {
	lead: [...STAGE, ...USER],
	contact: USER,
	company: USER,
	customer: USER,
};

const MESSAGES = ['talk', 'message', 'outgoing_message'];

/** Where facts are found. */
interface Witness extends Thing {
	tells: readonly Fact[];
}

function witness(entity: unknown, id: unknown, asked?: readonly Fact[]): Witness[] {
	const kind = cardKind(entity);
	if (kind === undefined || !Number(id)) return [];
	const tells = FACTS[kind].filter((fact) => !asked || asked.includes(fact));
	return [{ entity: kind, id: Number(id), tells }];
}

/** A task has a responsible user of its own, and the stage of its lead; only the task may know which that is. */
function witnessesOfTask({ id, data }: CrmEvent, cards: Cards): Witness[] {
	const task = { entity: 'task', id: Number(id) };
	const link = data.entity_id === undefined ? cards.find(task) : data;
	const isOpen = link === undefined && !cards.isRead(task);
	return [
		{ ...task, tells: isOpen ? [...USER, ...STAGE] : USER },
		...witness(link?.entity_type, link?.entity_id, STAGE),
	];
}

/** Who knows of the event's card, the nearest first. */
function witnessesOf(event: CrmEvent, cards: Cards): Witness[] {
	const { entity, id, data } = event;
	if (isGone(event)) return [];
	if (entity === 'task') return witnessesOfTask(event, cards);
	if (!MESSAGES.includes(entity)) return witness(entity, id);
	const card = witness(data.entity_type, data.entity_id);
	return card.length > 0 ? card : witness('contact', data.contact_id);
}

/** A note is no card: what it holds is its own. */
const isOfNote = ({ event }: CrmEvent) => event.startsWith('note_');

function told(facts: readonly Fact[], data: IDataObject | undefined): Facts {
	return pickBy(mapValues(pick(data, facts), toInteger), (id) => id !== undefined);
}

/** What the event itself tells, and what the cards tell that were read by now. */
export function factsOf(event: CrmEvent, cards: Cards): Facts {
	const own = isOfNote(event) ? {} : told([...STAGE, ...USER], event.data);
	const others = witnessesOf(event, cards).map((one) => told(one.tells, cards.find(one)));
	return Object.assign({}, ...others.reverse(), own) as Facts;
}

/** What is to be read for facts that are asked of the event and not known yet. */
export function toBeRead(event: CrmEvent, asked: Fact[], cards: Cards): Thing[] {
	const facts = factsOf(event, cards);
	const missing = asked.filter((fact) => facts[fact] === undefined);
	return witnessesOf(event, cards).filter(
		(one) => !cards.isRead(one) && missing.some((fact) => one.tells.includes(fact)),
	);
}
