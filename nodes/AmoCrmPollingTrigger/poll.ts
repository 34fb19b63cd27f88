import { intersection, orderBy } from 'lodash';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { membersOf, type Member } from '../shared/account/members';
import { selfOf } from '../shared/account/self';
import type { AccountSession } from '../shared/account/session';
import { settle } from '../shared/settle';
import { isChosenEvent, readApiEvent, typesFor, type ApiEvent } from '../shared/hooks/apiEvents';
import type { CrmEvent } from '../shared/hooks/event';
import { openCards, withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, isOn, readFilters } from '../shared/hooks/filterProperties';
import { hasWantedChange, passing } from '../shared/hooks/filters';
import { mapParallel } from '../shared/mapParallel';
import { choiceOf, type Choice } from './choice';
import { alsoSeen, begin, startAt, step } from './cursor';
import { eventsOf, someEvents } from './eventsApi';
import {
	changedAt,
	inSeconds,
	keep,
	placeOf,
	turnOf,
	type Place,
	type Places,
	type Turn,
} from './start';

/** What came of one account. */
interface Outcome {
	/** From where it is read again, should the items not arrive; by its number. */
	startedFrom: Places;
	/** Where it stands now. */
	reached: Places;
	events: CrmEvent[];
	failure?: { member: Member; error: unknown };
}

/** So many a person gets to see who tries the trigger out. */
const SAMPLE = 10;

/** Those that every one of the choices tells, as items. */
async function toItems(
	functions: IPollFunctions,
	session: AccountSession,
	events: ApiEvent[],
	choices: Choice[],
): Promise<CrmEvent[]> {
	const self = choices.some(({ filters }) => ignoresOwn(filters))
		? await selfOf(session)
		: undefined;
	const cards = openCards(async () => session);
	let told = events
		.filter((event) => choices.every((choice) => isChosenEvent(event, choice.events)))
		.map((event) => readApiEvent(event, session.domain));
	for (const choice of choices) {
		const filters = readFilters(choice.filters, self?.userId);
		const changed = told.filter((event) => hasWantedChange(event, filters));
		told = await passing(changed, filters, cards);
	}
	const { fullEntity } = functions.getNodeParameter('options', {}) as IDataObject;
	return isOn('Full Entity', fullEntity) ? await withEntities(cards, told) : told;
}

/** Where this poll reads on, or where the account begins: then all that has happened by now is passed over. */
async function entryOf(
	turn: Turn,
	member: Member,
	session: AccountSession,
	key: string,
): Promise<{ place: Place; isBeginning: boolean }> {
	const place = placeOf(turn, member, key);
	if (place && turn.start === turn.before) return { place, isBeginning: false };
	const source = eventsOf(session, typesFor(turn.choice.events));
	const then = await begin(inSeconds(Date.now()), source);
	if (!place) return { place: then, isBeginning: true };
	return { place: changedAt(place, turn, then), isBeginning: false };
}

/** Reads on from the place, and says what is told of it. */
async function readOn(
	functions: IPollFunctions,
	session: AccountSession,
	{ earlier, ...cursor }: Place,
	choice: Choice,
): Promise<{ reached: Place; events: CrmEvent[] }> {
	const now = inSeconds(Date.now());
	const types = typesFor(choice.events);
	if (!earlier) {
		const read = await step(cursor, now, eventsOf(session, types));
		const events = await toItems(functions, session, read.events, [choice]);
		return { reached: read.cursor, events };
	}
	const { then } = earlier;
	const common = intersection(typesFor(earlier.choice.events), types);
	if (common.length === 0) return { reached: then, events: [] };
	const read = await step(cursor, now, eventsOf(session, common), then.until);
	const events = await toItems(functions, session, read.events, [earlier.choice, choice]);
	if (read.isPart) return { reached: { ...read.cursor, earlier }, events };
	const ids = new Set(events.map(({ delivery }) => delivery.id));
	return {
		reached: alsoSeen(
			then,
			read.events.filter(({ id }) => ids.has(id)),
		),
		events,
	};
}

async function readMember(functions: IPollFunctions, member: Member, turn: Turn): Promise<Outcome> {
	const { session, accountId } = await member.open();
	const key = String(accountId);
	const { place, isBeginning } = await entryOf(turn, member, session, key);
	const { reached, events } = isBeginning
		? { reached: place, events: [] }
		: await readOn(functions, session, place, turn.choice);
	// Without items nothing can be lost on the way.
	const startedFrom = events.length > 0 ? place : reached;
	return { startedFrom: { [key]: startedFrom }, reached: { [key]: reached }, events };
}

/** One that fails stays where it is. */
async function tryMember(functions: IPollFunctions, member: Member, turn: Turn): Promise<Outcome> {
	const done = await settle(readMember(functions, member, turn));
	if (done.ok) return done.value;
	const { start, before } = turn;
	const place = placeOf(turn, member, member.key);
	const stays = place && (start === before ? place : changedAt(place, turn, startAt(start.at, [])));
	const places: Places = stays ? { [member.key]: stays } : {};
	return {
		startedFrom: places,
		reached: places,
		events: [],
		failure: { member, error: done.error },
	};
}

/** Some events of the first account, the latest first, for a person who tries the trigger out. */
async function sample(functions: IPollFunctions): Promise<CrmEvent[]> {
	const choice = choiceOf(functions);
	const [member] = await membersOf(functions);
	if (!member) return [];
	const { session } = await member.open();
	const some = await someEvents(session, typesFor(choice.events));
	const recent = orderBy(some, 'created_at', 'desc');
	return (await toItems(functions, session, recent, [choice])).slice(0, SAMPLE);
}

/** What happened since the last time; cursors move only when all that belongs to them can be handed over. */
async function news(functions: IPollFunctions): Promise<CrmEvent[]> {
	const turn = turnOf(functions);
	const members = await membersOf(functions);
	const outcomes = await mapParallel(
		members,
		async (member) => await tryMember(functions, member, turn),
	);
	const failures = outcomes.flatMap(({ failure }) => failure ?? []);
	if (failures.length > 0 && failures.length === outcomes.length) throw failures[0].error;
	for (const { member, error } of failures)
		functions.logger.warn(
			`Events of account ${member.key} could not be read. ${(error as Error).message}`,
		);
	const startedFrom = Object.assign(
		{},
		...outcomes.map((outcome) => outcome.startedFrom),
	) as Places;
	const reached = Object.assign({}, ...outcomes.map((outcome) => outcome.reached)) as Places;
	keep(functions, turn, startedFrom, reached);
	return outcomes.flatMap(({ events }) => events);
}

export async function poll(functions: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const events = await (functions.getMode() === 'manual' ? sample : news)(functions);
	return events.length > 0 ? [events.map((json) => ({ json }))] : null;
}
