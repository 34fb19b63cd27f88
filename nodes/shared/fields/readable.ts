import { setWith } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './kind';
import { toIsoMoment } from './time';

/** `created_at`, `complete_till`, `next_date`. */
const MOMENT = /_(?:at|till|date)$/;

/** Seconds of the years from 1973 on, as amoCRM counts them; 0 is none. */
const isMoment = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value >= 100_000_000;

/** Where names are looked up. */
export type NameSource = 'pipelines' | 'users';

interface NamedId {
	name: string;
	source: NameSource;
	/** By what the source knows it. */
	keyOf(entity: IDataObject): string;
	isIn(entity: IDataObject): boolean;
}

const named = (id: string, source: NameSource): NamedId => ({
	name: id.replace(/_id$/, '_name'),
	source,
	keyOf: (entity) => String(entity[id]),
	isIn: (entity) => Boolean(entity[id]),
});

/** Ids beside which their names are shown; a stage is one of a pipeline, and customers have others. */
const NAMED = new Map<string, NamedId>([
	['pipeline_id', named('pipeline_id', 'pipelines')],
	[
		'status_id',
		{
			...named('status_id', 'pipelines'),
			keyOf: ({ pipeline_id, status_id }) => `${String(pipeline_id)}/${String(status_id)}`,
			isIn: ({ pipeline_id, status_id }) => Boolean(pipeline_id && status_id),
		},
	],
	['responsible_user_id', named('responsible_user_id', 'users')],
]);

/** The lists that must be known to show these. */
export const sourcesOf = (entities: IDataObject[]): NameSource[] => {
	const sources = [...NAMED.values()].flatMap(({ source, isIn }) =>
		entities.some(isIn) ? [source] : [],
	);
	return [...new Set(sources)];
};

export interface ReadableContext {
	/** The workflow's: of times. */
	zone: string;
	/** Those that could be read. */
	names: Partial<Record<NameSource, ReadonlyMap<string, string>>>;
	/** Of the entity's page, where it has one. */
	url?: string;
}

/**
 * A simplified entity for people: times as ISO writes them in the zone of the workflow, names beside ids, the
 * address of the page. What is written back lands as it was: ids count, names and address are passed over.
 */
export function readable(entity: IDataObject, { zone, names, url }: ReadableContext): IDataObject {
	const entries = Object.entries(entity).flatMap(([key, value]): Array<[string, unknown]> => {
		if (MOMENT.test(key) && isMoment(value)) return [[key, toIsoMoment(value, zone)]];
		const id = NAMED.get(key);
		if (!id?.isIn(entity) || !names[id.source]) return [[key, value]];
		return [
			[key, value],
			[id.name, names[id.source]?.get(id.keyOf(entity)) ?? null],
		];
	});
	return Object.fromEntries(url ? [...entries, ['url', url]] : entries) as IDataObject;
}

interface Selected {
	path: string[];
	value: unknown;
}

/** A key may have dots of its own. */
function find(entity: IDataObject, field: string): Selected | undefined {
	if (Object.hasOwn(entity, field)) return { path: [field], value: entity[field] };
	for (let dot = field.indexOf('.'); dot > 0; dot = field.indexOf('.', dot + 1)) {
		const key = field.slice(0, dot);
		const inner = Object.hasOwn(entity, key) ? entity[key] : undefined;
		const found = isRecord(inner) ? find(inner as IDataObject, field.slice(dot + 1)) : undefined;
		if (found) return { path: [key, ...found.path], value: found.value };
	}
	return undefined;
}

/** The parts of an entity that are named, with dots between the keys: `custom_fields.Size`. */
export function selected(entity: IDataObject, fields: string[]): IDataObject {
	const chosen: IDataObject = {};
	for (const field of fields) {
		const found = find(entity, field);
		if (found) setWith(chosen, found.path, found.value, Object);
	}
	return chosen;
}
