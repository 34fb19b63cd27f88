import type { WantedStage } from '../editor/pipelines';
import { factsOf, toBeRead, type Fact, type Facts } from './cardFacts';
import type { CrmEvent } from './event';
import type { Cards } from './fetchEntities';

/** Which events start a workflow. An empty list does not restrict them. */
export interface EventFilters {
	pipelines: number[];
	stages: WantedStage[];
	responsibleUsers: number[];
	/** Users whose changes are ignored; 0 is a robot. */
	ignoredUsers: number[];
	/** One of these fields must have changed, by their names in cards: `price`, `cf_123`. */
	changedFields: string[];
}

/** An unknown value passes. */
const suits = <T>(wanted: T[], known: unknown, isSame: (one: T) => boolean) =>
	wanted.length === 0 || known === undefined || wanted.some(isSame);

/** Whether the event passes, as far as is known of it and its card. */
export function passes({ userId }: CrmEvent, filters: EventFilters, facts: Facts): boolean {
	const { pipeline_id: pipeline, status_id: stage, responsible_user_id: responsible } = facts;
	return (
		suits(filters.pipelines, pipeline, (id) => id === pipeline) &&
		// A status without a pipeline is one of a customer, not a stage.
		suits(
			filters.stages,
			pipeline === undefined ? pipeline : stage,
			({ pipeline_id, status_id }) => (pipeline_id ?? pipeline) === pipeline && status_id === stage,
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
 * The events that pass. Values that an event does not contain are looked up on its card as it is now; an event
 * passes if even the card does not have them: contacts have no pipeline, and a deleted card cannot be read.
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

/** Whether the events API must be asked what changed: webhooks of updates do not say it. */
export const asksForChanges = (event: CrmEvent, { changedFields }: EventFilters) =>
	changedFields.length > 0 && event.event.startsWith('update_') && event.after === undefined;

/** Whether one of the wanted fields changed; events other than changes, and changes of unknown fields, pass. */
export function hasWantedChange(event: CrmEvent, { changedFields }: EventFilters): boolean {
	if (changedFields.length === 0 || !isChange(event)) return true;
	const { before, after } = event;
	if (!before && !after) return true;
	return changedFields.some((field) => field in { ...before, ...after });
}
