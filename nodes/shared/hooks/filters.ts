import type { Stage } from '../editor/pipelines';
import { factsOf, toBeRead, type Fact, type Facts } from './cardFacts';
import type { CrmEvent } from './event';
import type { Cards } from './fetchEntities';

/** Which events start a workflow. An empty list asks for nothing. */
export interface EventFilters {
	pipelines: number[];
	stages: Stage[];
	responsibleUsers: number[];
	/** Who is not listened to; 0 is a robot. */
	ignoredUsers: number[];
	/** Fields of which one must have changed, by their names in cards: `price`, `cf_123`. */
	changedFields: string[];
}

/** What is not known cannot speak against an event. */
const suits = <T>(wanted: T[], known: unknown, isSame: (one: T) => boolean) =>
	wanted.length === 0 || known === undefined || wanted.some(isSame);

/** All that an event can be judged by with what is known of its card. */
export function passes({ userId }: CrmEvent, filters: EventFilters, facts: Facts): boolean {
	const { pipeline_id: pipeline, status_id: stage, responsible_user_id: responsible } = facts;
	return (
		suits(filters.pipelines, pipeline, (id) => id === pipeline) &&
		// Statuses of customers have no pipeline: they are no stages.
		suits(
			filters.stages,
			pipeline === undefined ? pipeline : stage,
			({ pipeline_id, status_id }) => pipeline_id === pipeline && status_id === stage,
		) &&
		suits(filters.responsibleUsers, responsible, (id) => id === responsible) &&
		(userId === undefined || !filters.ignoredUsers.includes(userId))
	);
}

function factsAskedBy({ pipelines, stages, responsibleUsers }: EventFilters): Fact[] {
	return [
		...(pipelines.length > 0 ? (['pipeline_id'] as const) : []),
		...(stages.length > 0 ? (['pipeline_id', 'status_id'] as const) : []),
		...(responsibleUsers.length > 0 ? (['responsible_user_id'] as const) : []),
	];
}

/**
 * The events that pass. What they do not tell is looked up on their cards, as these are by now; what not even the
 * card tells passes: contacts have no pipeline, and a deleted card cannot be read.
 */
export async function passing(
	events: CrmEvent[],
	filters: EventFilters,
	cards: Cards,
): Promise<CrmEvent[]> {
	const asked = factsAskedBy(filters);
	let left = events;
	for (;;) {
		left = left.filter((event) => passes(event, filters, factsOf(event, cards)));
		const open = left.flatMap((event) => toBeRead(event, asked, cards));
		if (open.length === 0) return left;
		await cards.read(open);
	}
}

const CHANGES = ['update', 'status', 'responsible'];

const isChange = ({ event }: CrmEvent) => CHANGES.includes(event.split('_')[0]);

/** Whether the events API must be asked what changed: updates do not say it. */
export const asksForChanges = (event: CrmEvent, { changedFields }: EventFilters) =>
	changedFields.length > 0 && event.event.startsWith('update_') && event.after === undefined;

/** Whether one of the wanted fields changed; only changes are judged, by what is known of them. */
export function hasWantedChange(event: CrmEvent, { changedFields }: EventFilters): boolean {
	if (changedFields.length === 0 || !isChange(event)) return true;
	const { before, after } = event;
	if (!before && !after) return true;
	return changedFields.some((field) => field in { ...before, ...after });
}
