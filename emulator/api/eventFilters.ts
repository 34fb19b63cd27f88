import type { Model } from '../state/collection';
import { EVENT_TYPES, isOfOneField, PLAIN_VALUE_TYPES } from './eventTypes';
import { manyOf, since, wholeNumber, type Filter, type Test } from './filters';
import { isRecord, refuse, type ApiCall } from './kit';

/** amocrm.ru/developers: crm/events-and-notes. */
const MAX_VALUES = 10;

/** Several values: `[]`, indexed, or in one text with commas. */
const listed = (value: unknown, name: string): string[] =>
	manyOf(value, name).flatMap((item) => item.split(','));

const asked = ({ query }: ApiCall, name: string): string[] => {
	const filter = isRecord(query.filter) ? query.filter : {};
	return filter[name] === undefined ? [] : listed(filter[name], name);
};

/** Messages of a talk are found by its contact, whatever card they are told of. */
const foundBy = (event: Model): { type: unknown; id: unknown } =>
	event.linked_talk_contact_id === undefined
		? { type: event.entity_type, id: event.entity_id }
		: { type: 'contact', id: event.linked_talk_contact_id };

const ids = (idOf: (event: Model) => unknown): Filter => {
	return (value, _call, name) => {
		const wanted = listed(value, name).map((item) => wholeNumber(item, name));
		if (wanted.length > MAX_VALUES) throw refuse(400, `filter[${name}] takes ${MAX_VALUES} ids`);
		return (event) => wanted.includes(idOf(event) as number);
	};
};

const ENTITY = /^(lead|contact|company|customer|task|catalog_\d+)$/;

const entities: Filter = (value, _call, name) => {
	const wanted = listed(value, name);
	if (!wanted.every((entity) => ENTITY.test(entity))) {
		throw refuse(
			400,
			'filter[entity] names lead, contact, company, customer, task or catalog_<id>',
		);
	}
	return (event) => wanted.includes(String(foundBy(event).type));
};

const entityIds: Filter = (value, call, name) => {
	if (asked(call, 'entity').length !== 1) {
		throw refuse(400, 'filter[entity_id] goes together with exactly one filter[entity]');
	}
	return ids((event) => foundBy(event).id)(value, call, name);
};

const types: Filter = (value, _call, name) => {
	const wanted = listed(value, name);
	const strange = wanted.find((type) => !EVENT_TYPES.includes(type) && !isOfOneField(type));
	if (strange !== undefined) throw refuse(400, `filter[type]=${strange} is not supported`);
	if (wanted.length > 1 && wanted.some(isOfOneField)) {
		throw refuse(400, 'The type of one field can not be combined with other types');
	}
	const anyField = wanted.includes('custom_field_value_changed');
	return ({ type }) => wanted.includes(String(type)) || (anyField && isOfOneField(String(type)));
};

type Value = Record<string, Record<string, unknown>>;
type ValueTest = (value: Value) => boolean;

function statuses(key: 'lead_status' | 'customer_status', parts: string[]) {
	return (wanted: unknown, name: string): ValueTest => {
		if (!isRecord(wanted) && !Array.isArray(wanted)) {
			throw refuse(400, `The value of filter[${name}] is not valid`);
		}
		const pairs = Object.values(wanted).map((pair: unknown) =>
			parts.map((part) => wholeNumber(isRecord(pair) ? pair[part] : undefined, name)).join(':'),
		);
		return ({ [key]: status }) =>
			status !== undefined &&
			pairs.includes(parts.map((part) => status[part === 'status_id' ? 'id' : part]).join(':'));
	};
}

const numbersIn = (key: string, part: string) => {
	return (wanted: unknown, name: string): ValueTest => {
		const list = listed(wanted, name).map((item) => wholeNumber(item, name));
		return ({ [key]: held }) => list.includes(held?.[part] as number);
	};
};

/** Where each plain value stands. */
const PLAIN = [
	['nps', 'rate'],
	['sale_field_value', 'sale'],
	['name_field_value', 'name'],
	['ltv_field_value', 'ltv'],
	['custom_field_value', 'text'],
];

const plain = (wanted: unknown, name: string): ValueTest => {
	const [text] = manyOf(wanted, name);
	return (value) =>
		PLAIN.some(([key, part]) => value[key] !== undefined && String(value[key][part]) === text);
};

const VALUE_FILTERS: Record<string, (wanted: unknown, name: string) => ValueTest> = {
	leads_statuses: statuses('lead_status', ['pipeline_id', 'status_id']),
	customers_statuses: statuses('customer_status', ['status_id']),
	responsible_user_id: numbersIn('responsible_user', 'id'),
	custom_field_values: numbersIn('custom_field_value', 'enum_id'),
	value: plain,
};

/** Two of them only mean something for certain types. */
function checkTypes(call: ApiCall, kind: string): void {
	const wanted = asked(call, 'type');
	const isOne = wanted.length === 1 && isOfOneField(wanted[0]);
	const isPlain = wanted.length > 0 && wanted.every((type) => PLAIN_VALUE_TYPES.includes(type));
	const isFine = { custom_field_values: isOne, value: isPlain }[kind] ?? true;
	if (!isFine) throw refuse(400, `filter[…][${kind}] needs a filter[type] that it is for`);
}

const values = (key: 'value_before' | 'value_after'): Filter => {
	return (value, call, name): Test => {
		if (!isRecord(value)) throw refuse(400, `The value of filter[${name}] is not valid`);
		const tests = Object.entries(value).map(([kind, wanted]) => {
			if (!Object.hasOwn(VALUE_FILTERS, kind)) {
				throw refuse(400, `filter[${name}][${kind}] is not supported`);
			}
			checkTypes(call, kind);
			return VALUE_FILTERS[kind](wanted, `${name}][${kind}`);
		});
		return (event: Model) =>
			tests.every((test) => ((event[key] ?? []) as Value[]).some((held) => test(held)));
	};
};

export const EVENT_FILTERS: Record<string, Filter> = {
	id: (value, _call, name) => {
		const wanted = listed(value, name);
		return ({ id }) => wanted.includes(String(id));
	},
	created_at: since('created_at'),
	created_by: ids((event) => event.created_by),
	entity: entities,
	entity_id: entityIds,
	type: types,
	value_before: values('value_before'),
	value_after: values('value_after'),
};
