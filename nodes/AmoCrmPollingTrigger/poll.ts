import { orderBy, pick } from 'lodash';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { membersOf, type Member } from '../shared/account/members';
import { selfOf } from '../shared/account/self';
import type { AccountSession } from '../shared/account/session';
import { attempt } from '../shared/attempt';
import { isChosenEvent, readApiEvent, type ApiEvent } from '../shared/hooks/apiEvents';
import type { CrmEvent } from '../shared/hooks/event';
import { openCards, withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, readFilters } from '../shared/hooks/filterProperties';
import { hasWantedChange, passing } from '../shared/hooks/filters';
import { AmoCrmProblem } from '../shared/problem';
import { sideBySide } from '../shared/sideBySide';
import { begin, step } from './cursor';
import { eventsOf, someEvents } from './eventsApi';
import { beginningOf, inSeconds, keepStart, startOf, type Start } from './start';

type Cursors = Start['cursors'];

/** What n8n keeps with the node, and saves together with the items. */
interface Kept {
	cursors?: Cursors;
}

/** What came of one account. */
interface Outcome {
	/** Where it stands now, by its number. */
	cursors: Cursors;
	events: CrmEvent[];
	failure?: { member: Member; error: unknown };
}

/** So many a person gets to see who tries the trigger out. */
const SAMPLE = 10;

/** Codes of webhooks, and types of the events API. @throws AmoCrmProblem `badInput` */
function chosenBy(functions: IPollFunctions): string[] {
	const events = functions.getNodeParameter('events', []) as string[];
	const types = functions.getNodeParameter('otherTypes', []) as string[];
	if (events.length + types.length > 0) return [...events, ...types];
	throw new AmoCrmProblem('badInput', 'No event was chosen.', {
		hint: 'Choose what starts the workflow under Events.',
	});
}

/** Those that start the workflow, as its items. */
async function toItems(
	functions: IPollFunctions,
	session: AccountSession,
	events: ApiEvent[],
): Promise<CrmEvent[]> {
	const chosen = chosenBy(functions);
	const values = functions.getNodeParameter('filters', {}) as IDataObject;
	const self = ignoresOwn(values) ? await selfOf(session) : undefined;
	const filters = readFilters(values, self?.userId);
	const told = events
		.filter((event) => isChosenEvent(event, chosen))
		.map((event) => readApiEvent(event, session.domain))
		.filter((event) => hasWantedChange(event, filters));
	const cards = openCards(async () => session);
	const wanted = await passing(told, filters, cards);
	const { fullEntity } = functions.getNodeParameter('options', {}) as { fullEntity?: boolean };
	return fullEntity ? await withEntities(cards, wanted) : wanted;
}

/** @param start nothing: all that has happened by now is passed over */
async function readMember(
	functions: IPollFunctions,
	member: Member,
	cursors: Cursors,
	start: Start | undefined,
): Promise<Outcome> {
	const { session, accountId } = await member.open();
	const source = eventsOf(session, chosenBy(functions));
	const cursor = cursors[accountId] ?? (start && beginningOf(start, member, accountId));
	const now = inSeconds(Date.now());
	const read = await (cursor ? step(cursor, now, source) : begin(now, source));
	const events = await toItems(functions, session, read.events);
	return { cursors: { [accountId]: read.cursor }, events };
}

/** One that fails stays where it is. */
async function tryMember(
	functions: IPollFunctions,
	member: Member,
	cursors: Cursors,
	start: Start | undefined,
): Promise<Outcome> {
	const done = await attempt(readMember(functions, member, cursors, start));
	return done.ok
		? done.value
		: { cursors: pick(cursors, member.key), events: [], failure: { member, error: done.error } };
}

/** Some events of the first account, the latest first, for a person who tries the trigger out. */
async function sample(functions: IPollFunctions): Promise<CrmEvent[]> {
	const chosen = chosenBy(functions);
	const [member] = await membersOf(functions);
	if (!member) return [];
	const { session } = await member.open();
	const recent = orderBy(await someEvents(session, chosen), 'created_at', 'desc');
	return (await toItems(functions, session, recent)).slice(0, SAMPLE);
}

/** What happened since the last time; cursors move only when all that belongs to them can be handed over. */
async function news(functions: IPollFunctions): Promise<CrmEvent[]> {
	chosenBy(functions);
	const kept = functions.getWorkflowStaticData('node') as Kept;
	const start = startOf(functions);
	const at = inSeconds(Date.now());
	const members = await membersOf(functions);
	const outcomes = await sideBySide(
		members,
		async (member) => await tryMember(functions, member, kept.cursors ?? {}, start),
	);
	const failures = outcomes.flatMap(({ failure }) => failure ?? []);
	if (failures.length > 0 && failures.length === outcomes.length) throw failures[0].error;
	for (const { member, error } of failures)
		functions.logger.warn(
			`Events of account ${member.key} could not be read. ${(error as Error).message}`,
		);
	kept.cursors = Object.assign({}, ...outcomes.map(({ cursors }) => cursors)) as Cursors;
	if (!start) keepStart(functions, at, kept.cursors);
	return outcomes.flatMap(({ events }) => events);
}

export async function poll(functions: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const events = await (functions.getMode() === 'manual' ? sample : news)(functions);
	return events.length > 0 ? [events.map((json) => ({ json }))] : null;
}
