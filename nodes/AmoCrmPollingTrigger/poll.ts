import { intersection, orderBy } from 'lodash';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { selfOf } from '../shared/account/facts';
import type { AccountSession } from '../shared/account/session';
import { settle } from '../shared/settle';
import { isChosenEvent, readApiEvent, typesFor, type ApiEvent } from '../shared/hooks/apiEvents';
import type { CrmEvent } from '../shared/hooks/event';
import { openCards, withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, readFilters } from '../shared/hooks/filterProperties';
import { hasWantedChange, passing } from '../shared/hooks/filters';
import { mapParallel } from '../shared/mapParallel';
import { openContext, type Choice, type TriggerContext } from './context';
import { alsoSeen, begin, startAt, step } from './cursor';
import { eventsOf, someEvents } from './eventsApi';
import {
	inSeconds,
	openState,
	positionOf,
	saveState,
	withChangedChoice,
	type PollState,
	type Position,
	type Positions,
} from './positions';

/** What reading one account gave; positions are by its id. */
interface MemberOutcome {
	/** Where it is read again, should the items not arrive. */
	startedFrom: Positions;
	reached: Positions;
	events: CrmEvent[];
	failure?: { member: Member; error: unknown };
}

/** How many events a person gets to see who tries the trigger out. */
const SAMPLE = 10;

/** The events that belong to all of the choices, as items. */
async function toItems(
	{ fullEntity }: TriggerContext,
	session: AccountSession,
	apiEvents: ApiEvent[],
	choices: Choice[],
): Promise<CrmEvent[]> {
	const self = choices.some(({ filters }) => ignoresOwn(filters))
		? await selfOf(session)
		: undefined;
	const cards = openCards(async () => session);
	let events = apiEvents
		.filter((event) => choices.every((choice) => isChosenEvent(event, choice.events)))
		.map((event) => readApiEvent(event, session.domain));
	for (const choice of choices) {
		const filters = readFilters(choice.filters, self?.userId);
		const changed = events.filter((event) => hasWantedChange(event, filters));
		events = await passing(changed, filters, cards);
	}
	return fullEntity ? await withEntities(cards, events) : events;
}

/** Where this poll reads on, or where the account begins: whatever has happened by now is skipped then. */
async function findPosition(
	state: PollState,
	member: Member,
	session: AccountSession,
	key: string,
): Promise<{ position: Position; isBeginning: boolean }> {
	const position = positionOf(state, member, key);
	if (position && state.start === state.before) return { position, isBeginning: false };
	const source = eventsOf(session, typesFor(state.choice.events));
	const then = await begin(inSeconds(Date.now()), source);
	if (!position) return { position: then, isBeginning: true };
	return { position: withChangedChoice(position, state, then), isBeginning: false };
}

/** Reads on from the position. */
async function readOn(
	context: TriggerContext,
	session: AccountSession,
	{ earlier, ...cursor }: Position,
): Promise<{ reached: Position; events: CrmEvent[] }> {
	const { choice } = context;
	const now = inSeconds(Date.now());
	const types = typesFor(choice.events);
	if (!earlier) {
		const read = await step(cursor, now, eventsOf(session, types));
		const events = await toItems(context, session, read.events, [choice]);
		return { reached: read.cursor, events };
	}
	const { then } = earlier;
	const common = intersection(typesFor(earlier.choice.events), types);
	if (common.length === 0) return { reached: then, events: [] };
	const read = await step(cursor, now, eventsOf(session, common), then.until);
	const events = await toItems(context, session, read.events, [earlier.choice, choice]);
	if (read.isPart) return { reached: { ...read.cursor, earlier }, events };
	const ids = new Set(events.map(({ delivery }) => delivery.id));
	const delivered = read.events.filter(({ id }) => ids.has(id));
	return { reached: alsoSeen(then, delivered), events };
}

const withData = (event: CrmEvent, data: Member['data']): CrmEvent => ({
	...event,
	account: { ...event.account, ...data },
});

async function readMember(
	context: TriggerContext,
	member: Member,
	state: PollState,
): Promise<MemberOutcome> {
	const { session, accountId } = await member.open();
	const key = String(accountId);
	const { data } = member;
	const { position, isBeginning } = await findPosition(state, member, session, key);
	const { reached, events } = isBeginning
		? { reached: position, events: [] }
		: await readOn(context, session, position);
	// Without items nothing can be lost on the way.
	const startedFrom = events.length > 0 ? position : reached;
	return {
		startedFrom: { [key]: startedFrom },
		reached: { [key]: reached },
		events: events.map((event) => withData(event, data)),
	};
}

/** An account that fails stays where it is. */
async function tryMember(
	context: TriggerContext,
	member: Member,
	state: PollState,
): Promise<MemberOutcome> {
	const done = await settle(readMember(context, member, state));
	if (done.ok) return done.value;
	const { start, before } = state;
	const position = positionOf(state, member, member.key);
	const stays =
		position &&
		(start === before ? position : withChangedChoice(position, state, startAt(start.at, [])));
	const positions: Positions = stays ? { [member.key]: stays } : {};
	return {
		startedFrom: positions,
		reached: positions,
		events: [],
		failure: { member, error: done.error },
	};
}

/** The latest events of the first account, for a person who tries the trigger out. */
async function sample(context: TriggerContext): Promise<CrmEvent[]> {
	const { choice } = context;
	const [member] = await context.members();
	if (!member) return [];
	const { session } = await member.open();
	const some = await someEvents(session, typesFor(choice.events));
	const recent = orderBy(some, 'created_at', 'desc');
	const events = (await toItems(context, session, recent, [choice])).slice(0, SAMPLE);
	return events.map((event) => withData(event, member.data));
}

/** What happened since the last poll; positions move only when all that belongs to them can be handed over. */
async function news(context: TriggerContext): Promise<CrmEvent[]> {
	const state = openState(context);
	const members = await context.members();
	const outcomes = await mapParallel(members, (member) => tryMember(context, member, state));
	const failures = outcomes.flatMap(({ failure }) => failure ?? []);
	if (failures.length > 0 && failures.length === outcomes.length) throw failures[0].error;
	for (const { member, error } of failures)
		context.warn(`Events of account ${member.key} could not be read. ${(error as Error).message}`);
	const merged = (of: 'startedFrom' | 'reached') =>
		Object.assign({}, ...outcomes.map((outcome) => outcome[of])) as Positions;
	saveState(context, state, merged('startedFrom'), merged('reached'));
	return outcomes.flatMap(({ events }) => events);
}

export async function poll(functions: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const context = openContext(functions);
	const events = await (functions.getMode() === 'manual' ? sample : news)(context);
	return events.length > 0 ? [events.map((json) => ({ json }))] : null;
}
