import { get } from 'lodash';

import { isEntity, type Entity, type Query } from './ask';

/** Where a filter has another name than the key that it is about. */
const NAMED: Record<string, string> = {
	task_type: 'task_type_id',
	entity: 'entity_type',
	to_catalog_id: 'metadata.catalog_id',
	extensions: 'metadata.extension',
	term: 'name',
};

/** What changed, in an event: by the filter's own words, where it stands. */
const CHANGED: Array<[filter: RegExp, path: string]> = [
	[/\[leads_statuses\]\[0\]\[pipeline_id\]$/, 'lead_status.pipeline_id'],
	[/\[leads_statuses\]\[0\]\[status_id\]$/, 'lead_status.id'],
	[/\[customers_statuses\]\[0\]\[status_id\]$/, 'customer_status.id'],
	[/\[responsible_user_id\]$/, 'responsible_user.id'],
];

function valueFor(name: string, entity: Entity): unknown {
	if (name === 'query') return entity.name;
	const [, side] = /^filter\[(value_after|value_before)\]/.exec(name) ?? [];
	if (side !== undefined) {
		const path = CHANGED.find(([pattern]) => pattern.test(name))?.[1];
		return path && get(entity, [side, '0', ...path.split('.')]);
	}
	const [, , pair] = /^filter\[\w+\](\[\d+\]\[(\w+)\])$/.exec(name) ?? [];
	const [, plain] = /^(?:filter\[)?(\w+)/.exec(name) ?? [];
	const value = get(entity, pair ?? NAMED[plain] ?? plain) as unknown;
	return isEntity(value) ? value.id : value;
}

/** A filter with the values of one of these entities, which it must find; nothing where none has them. */
export function filterFor(query: Query, entities: Entity[]): Query | undefined {
	for (const entity of entities) {
		const pairs = Object.entries(query).map(([name, placeholder]) => {
			const value = valueFor(name, entity);
			if (value === undefined || value === null || value === '') return undefined;
			const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
			return [name, Array.isArray(placeholder) ? [text] : text] as const;
		});
		if (pairs.every((pair) => pair !== undefined)) return Object.fromEntries(pairs);
	}
	return undefined;
}

type Value = Record<string, unknown>;

/** How amoCRM filters by custom fields. amocrm.ru/developers: crm/filters-api. */
const BY_FIELD: Record<string, (value: Value) => Record<string, unknown>> = {
	text: ({ value }) => ({ '[]': value }),
	textarea: ({ value }) => ({ '[]': value }),
	url: ({ value }) => ({ '[]': value }),
	streetaddress: ({ value }) => ({ '[]': value }),
	numeric: ({ value }) => ({ '[from]': value, '[to]': value }),
	date: ({ value }) => ({ '[from]': value, '[to]': value }),
	date_time: ({ value }) => ({ '[from]': value, '[to]': value }),
	checkbox: ({ value }) => ({ '': Number(value) }),
	select: ({ enum_id: id }) => ({ '[]': id }),
	multiselect: ({ enum_id: id }) => ({ '[]': id }),
	radiobutton: ({ enum_id: id }) => ({ '[]': id }),
};

/** One filter for each type of custom field that these cards have a value of. */
export function fieldFilters(entities: Entity[]): Array<{ type: string; query: Query }> {
	const held = entities.flatMap(({ custom_fields_values: values }) =>
		Array.isArray(values) ? values.filter(isEntity) : [],
	);
	return Object.entries(BY_FIELD).flatMap(([type, ask]) => {
		const field = held.find(({ field_type }) => field_type === type);
		const [value] = Array.isArray(field?.values) ? field.values.filter(isEntity) : [];
		if (!field || !value) return [];
		const name = `filter[custom_fields_values][${String(field.field_id)}]`;
		const pairs = Object.entries(ask(value)).map(([ending, one]) => [
			`${name}${ending}`,
			String(one),
		]);
		return [{ type, query: Object.fromEntries(pairs) as Query }];
	});
}
