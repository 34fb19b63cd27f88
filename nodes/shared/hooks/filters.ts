import type { Stage } from '../editor/pipelines';
import type { CrmEvent } from './event';

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

/** What an event does not tell of cannot speak against it. */
const suits = <T>(wanted: T[], told: unknown, isSame: (one: T) => boolean) =>
	wanted.length === 0 || told === undefined || told === null || wanted.some(isSame);

/** All that an event itself can be judged by. */
export function passes({ data, userId }: CrmEvent, filters: EventFilters): boolean {
	const { pipeline_id: pipeline, status_id: stage, responsible_user_id: responsible } = data;
	return (
		suits(filters.pipelines, pipeline, (id) => id === pipeline) &&
		// Statuses of customers have no pipeline: they are no stages.
		suits(
			filters.stages,
			pipeline && stage,
			({ pipeline_id, status_id }) => pipeline_id === pipeline && status_id === stage,
		) &&
		suits(filters.responsibleUsers, responsible, (id) => id === responsible) &&
		(userId === undefined || !filters.ignoredUsers.includes(userId))
	);
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
