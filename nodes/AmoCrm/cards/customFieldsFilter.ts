import { optionsOf } from '../../shared/fields/choices';
import { readDefinitions, type FieldDefinition } from '../../shared/fields/definition';
import { misfit } from '../../shared/fields/misfit';
import { toUnixSeconds } from '../../shared/fields/time';
import { AmoCrmProblem } from '../../shared/problem';
import type { Filter, Reading } from '../factories/filter';
import { isTrue } from '../factories/input';
import { splitList } from '../../shared/splitList';
import { lookupHint } from '../../shared/editor/lookup';
import { ownFields } from '../lookups/fields';
import type { Card } from './card';
import { heldBy } from './held';

interface Row {
	field?: unknown;
	value?: unknown;
	from?: unknown;
	to?: unknown;
}

type Asker = (field: FieldDefinition, row: Row) => Reading;

const key = ({ id }: FieldDefinition, rest: string) => `filter[custom_fields_values][${id}]${rest}`;

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

const byText: Asker = (field, { value }) => {
	const wanted = splitList(value).map(String);
	return {
		query: { [key(field, '[]')]: wanted },
		passes: (entity) => heldBy(entity, field).some((held) => wanted.includes(String(held.value))),
	};
};

const byOption: Asker = (field, { value }) => {
	const wanted = splitList(value).map((choice) => {
		const options = optionsOf(field);
		const found =
			options.get(String(choice)) ??
			[...options.values()].find(({ id }) => String(id) === String(choice));
		if (found) return found.id;
		throw misfit(field.name, choice, `one of: ${[...options.keys()].join(', ')}`);
	});
	return {
		query: { [key(field, '[]')]: wanted },
		passes: (entity) =>
			heldBy(entity, field).some(({ enum_id }) => wanted.includes(Number(enum_id))),
	};
};

const byFlag: Asker = (field, { value }) => ({
	query: { [key(field, '')]: isTrue(value) ? 1 : 0 },
	passes: (entity) => heldBy(entity, field).some((held) => held.value === true) === isTrue(value),
});

/** From and to; a value alone means exactly that. */
const byRange =
	(toNumber: (value: unknown) => number | undefined, wanted: string): Asker =>
	(field, { value, from = value, to = value }) => {
		const bound = (given: unknown) => {
			const number = isGiven(given) ? toNumber(given) : undefined;
			if (isGiven(given) && number === undefined) throw misfit(field.name, given, wanted);
			return number;
		};
		const [low, high] = [bound(from), bound(to)];
		return {
			query: { [key(field, '[from]')]: low, [key(field, '[to]')]: high },
			passes: (entity) =>
				heldBy(entity, field).some((held) => {
					const number = Number(held.value);
					return number >= (low ?? -Infinity) && number <= (high ?? Infinity);
				}),
		};
	};

const finite = (value: unknown) => (Number.isFinite(Number(value)) ? Number(value) : undefined);

const byNumber = byRange(finite, 'a number');
const byMoment = byRange(toUnixSeconds, 'a date, for example 2026-01-31');

/**
 * How fields of a type are asked for; amoCRM filters by no other type.
 * @see https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
const ASKERS: Record<string, Asker> = {
	text: byText,
	textarea: byText,
	url: byText,
	streetaddress: byText,
	numeric: byNumber,
	checkbox: byFlag,
	select: byOption,
	multiselect: byOption,
	radiobutton: byOption,
	date: byMoment,
	date_time: byMoment,
};

function readingOf(definitions: FieldDefinition[], row: Row): Reading {
	const field = definitions.find(({ id, name }) => [String(id), name].includes(String(row.field)));
	const ask = field && ASKERS[field.type];
	if (field && ask) return ask(field, row);
	throw new AmoCrmProblem(
		'badInput',
		`amoCRM cannot filter by the field "${String(field?.name ?? row.field).slice(0, 80)}".`,
		{ hint: 'Choose the field from the list: it has those that amoCRM filters by.' },
	);
}

/** The account's own fields, by a value or a range. */
export function customFieldsFilter(card: Card): Filter {
	const lookup = ownFields(
		card.name,
		(parameter) =>
			card.fieldsOf(
				Object.fromEntries(
					(card.parents ?? []).map(({ gap, name, read }) => [gap, read(parameter(name))]),
				),
			),
		(type) => type in ASKERS,
	);
	return {
		lookup,
		property: {
			displayName: 'Custom Fields',
			name: 'customFields',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Fields',
					name: 'rows',
					values: [
						{
							displayName: 'Field Name or ID',
							name: 'field',
							type: 'options',
							typeOptions: { loadOptionsMethod: lookup.method },
							default: '',
							description: lookupHint,
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							description: 'Several values separated by commas; an option by its name',
						},
						{
							displayName: 'From',
							name: 'from',
							type: 'string',
							default: '',
							description: 'For numbers and dates, instead of a value',
						},
						{
							displayName: 'To',
							name: 'to',
							type: 'string',
							default: '',
							description: 'For numbers and dates, instead of a value',
						},
					],
				},
			],
		},
		read: async (value, session, gaps) => {
			const { rows = [] } = value as { rows?: Row[] };
			const definitions = await readDefinitions(session, session.key, card.fieldsOf(gaps));
			const readings = rows.map((row) => readingOf(definitions, row));
			return {
				query: Object.assign({}, ...readings.map(({ query }) => query)) as Reading['query'],
				passes: (entity) => readings.every(({ passes }) => passes?.(entity) !== false),
			};
		},
	};
}
