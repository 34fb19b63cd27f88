import type { Stage } from '../state/account';
import { choice, integer, listOf, notAChoice, object, text, type Problem } from './checks';
import type { ApiCall } from './kit';

/** What is written beside a stage for users of each level. amocrm.ru/developers: crm/leads_pipelines. */
const LEVELS = ['newbie', 'candidate', 'master'];

interface Description {
	id: number;
	level: string;
	description: string;
}

const description = object({
	id: { check: integer({ min: 1 }), only: 'update' },
	level: { check: choice(...LEVELS), required: 'always' },
	description: text({ max: 1000 }),
});

export const descriptions = listOf(description, { max: LEVELS.length });

const asText = (seconds: number) =>
	new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** An item without id is new; id and level without a text removes. */
export function applyDescriptions(call: ApiCall, stage: Stage, wishes: unknown): void {
	if (!Array.isArray(wishes)) return;
	let held = (stage.descriptions ?? []) as Description[];
	for (const wish of wishes as Partial<Description>[]) {
		const known = held.find(({ id }) => id === wish.id);
		if (known && !wish.description) held = held.filter((other) => other !== known);
		else if (known) Object.assign(known, wish, { updated_at: asText(call.now) });
		else held = [...held, newDescription(call, stage, wish)];
	}
	stage.descriptions = held;
}

function newDescription(call: ApiCall, stage: Stage, wish: Partial<Description>) {
	const at = asText(call.now);
	return {
		id: call.account.ids.take('entity'),
		account_id: call.account.info.id,
		pipeline_id: stage.pipeline_id,
		status_id: stage.id,
		level: wish.level ?? '',
		description: wish.description ?? '',
		created_at: at,
		updated_at: at,
		created_by: call.userId,
		updated_by: null,
	};
}

/** Ids are those that the stage has; each level is described once. */
export function wrongDescriptions(stage: Stage | undefined, wishes: unknown): Problem[] {
	const held = (stage?.descriptions ?? []) as Description[];
	const list = (wishes ?? []) as Partial<Description>[];
	return list.flatMap(({ id, level }, index) => {
		const isKnown = id === undefined || held.some((known) => known.id === id);
		const isTaken =
			list.some((other, at) => at < index && other.level === level) ||
			(id === undefined && held.some((known) => known.level === level));
		return [
			...(isKnown ? [] : notAChoice(`descriptions.${index}.id`)),
			...(isTaken ? notAChoice(`descriptions.${index}.level`) : []),
		];
	});
}
