import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { selfOf } from '../shared/account/self';
import type { AccountSession } from '../shared/account/session';
import { attempt } from '../shared/attempt';
import { isChosenEvent, readApiEvent, type ApiEvent } from '../shared/hooks/apiEvents';
import type { CrmEvent } from '../shared/hooks/event';
import { withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, readFilters } from '../shared/hooks/filterProperties';
import { hasWantedChange, passes } from '../shared/hooks/filters';
import { AmoCrmProblem } from '../shared/problem';
import type { Cursor, Step } from './cursor';
import { readOn, recentEvents } from './eventsApi';
import { membersOf, type Member } from './members';

/** What n8n keeps with the workflow, and saves together with the items. */
interface Kept {
	cursors?: Record<string, Cursor>;
}

/** What came of one account. */
interface Outcome {
	cursor?: Cursor;
	events: CrmEvent[];
	error?: unknown;
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
	const wanted = events
		.filter((event) => isChosenEvent(event, chosen))
		.map((event) => readApiEvent(event, session.domain))
		.filter((event) => passes(event, filters) && hasWantedChange(event, filters));
	const { fullEntity } = functions.getNodeParameter('options', {}) as { fullEntity?: boolean };
	return fullEntity ? await withEntities(session, wanted) : wanted;
}

async function readMember(
	functions: IPollFunctions,
	{ open }: Member,
	cursor: Cursor | undefined,
): Promise<Outcome> {
	const work = async () => {
		const session = await open();
		const read: Step = await readOn(session, chosenBy(functions), cursor);
		return { cursor: read.cursor, events: await toItems(functions, session, read.events) };
	};
	const done = await attempt(work());
	return done.ok ? done.value : { cursor, events: [], error: done.error };
}

/** The latest events of the first account, for a person who tries the trigger out. */
async function sample(functions: IPollFunctions): Promise<CrmEvent[]> {
	const chosen = chosenBy(functions);
	const [member] = await membersOf(functions);
	if (!member) return [];
	const session = await member.open();
	const recent = await recentEvents(session, chosen);
	return (await toItems(functions, session, recent)).slice(0, SAMPLE);
}

/** What happened since the last time; cursors move only when all that belongs to them can be handed over. */
async function news(functions: IPollFunctions): Promise<CrmEvent[]> {
	chosenBy(functions);
	const kept = functions.getWorkflowStaticData('node') as Kept;
	const cursors = kept.cursors ?? {};
	const members = await membersOf(functions);
	const outcomes = await Promise.all(
		members.map(async (member) => ({
			...(await readMember(functions, member, cursors[member.key])),
			key: member.key,
		})),
	);
	const failed = outcomes.filter(({ error }) => error !== undefined);
	if (failed.length > 0 && failed.length === outcomes.length) throw failed[0].error;
	for (const { key, error } of failed)
		functions.logger.warn(`Events of ${key} could not be read. ${(error as Error).message}`);
	kept.cursors = Object.fromEntries(
		outcomes.flatMap(({ key, cursor }) => (cursor ? [[key, cursor]] : [])),
	);
	return outcomes.flatMap(({ events }) => events);
}

export async function poll(functions: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const events = await (functions.getMode() === 'manual' ? sample : news)(functions);
	return events.length > 0 ? [events.map((json) => ({ json }))] : null;
}
