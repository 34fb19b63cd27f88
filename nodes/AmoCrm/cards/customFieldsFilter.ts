import { isUndefined, omitBy } from 'lodash';

import { accountZone } from '../../shared/account/facts';
import { findOption, optionsOf } from '../../shared/fields/choices';
import { readDefinitions, type FieldDefinition } from '../../shared/fields/definition';
import { columnFinder, noSuchField } from '../../shared/fields/naming';
import {
	FLAGS_TAKEN,
	isBlank,
	misfit,
	NUMBERS_TAKEN,
	splitList,
	toFlag,
	toNumber,
} from '../../shared/fields/values';
import {
	dayEnd,
	dayStart,
	isWholeDay,
	MOMENTS_TAKEN,
	toDay,
	toUnixSeconds,
	type DayZones,
} from '../../shared/fields/time';
import { kindOf } from '../../shared/fields/types';
import { isEmpty } from '../../shared/fields/given';
import { AmoCrmProblem } from '../../shared/problem';
import { asWord, textsIn, type Criterion, type Filter } from '../factories/filter';
import type { Query } from '../../shared/transport/client';
import { required } from '../factories/input';
import { lookupHint } from '../../shared/editor/lookup';
import { ownFields } from '../lookups/lists';
import { type Card, heldBy } from './card';
import { fieldNames } from './columns';

interface Row {
	field?: unknown;
	value?: unknown;
	from?: unknown;
	to?: unknown;
}

type Asker = (field: FieldDefinition, row: Row, zones: DayZones) => Criterion;

const key = ({ id }: FieldDefinition, rest: string) => `filter[custom_fields_values][${id}]${rest}`;

const byText: Asker = (field, { value }) => {
	const wanted = textsIn(field.name, value);
	const words = wanted.map(asWord);
	return {
		query: { [key(field, '[]')]: wanted },
		passes: (entity) => heldBy(entity, field).some((held) => words.includes(asWord(held.value))),
	};
};

const byOption: Asker = (field, { value }) => {
	const options = optionsOf(field);
	// An option may have a comma in its name.
	const choices = options.has(String(value)) ? [value] : splitList(value);
	const wanted = choices.map((choice) => {
		const found = findOption(choice, field);
		if (found) return found.id;
		throw misfit(field.name, choice, `one of: ${[...options.keys()].join(', ')}`);
	});
	return {
		query: { [key(field, '[]')]: wanted },
		passes: (entity) =>
			heldBy(entity, field).some(({ enum_id }) => wanted.includes(Number(enum_id))),
	};
};

const byFlag: Asker = (field, { value }) => {
	const wanted = required(field.name, toFlag, FLAGS_TAKEN)(value);
	return {
		query: { [key(field, '')]: wanted ? 1 : 0 },
		passes: (entity) => heldBy(entity, field).some((held) => toFlag(held.value)) === wanted,
	};
};

type Limits = (given: unknown, zones: DayZones) => { from: number; to: number } | undefined;

/** From and to, both included; a value alone means exactly that. */
const byRange =
	(limitsOf: Limits, wanted: string): Asker =>
	(field, { value, from, to }, zones) => {
		const bounds = (given: unknown) => {
			const chosen = isBlank(given) ? value : given;
			return isBlank(chosen)
				? undefined
				: required(field.name, (one) => limitsOf(one, zones), wanted)(chosen);
		};
		const [low, high] = [bounds(from)?.from, bounds(to)?.to];
		return {
			query: { [key(field, '[from]')]: low, [key(field, '[to]')]: high },
			passes: (entity) =>
				heldBy(entity, field).some((held) => {
					const number = Number(held.value);
					return number >= (low ?? -Infinity) && number <= (high ?? Infinity);
				}),
		};
	};

const exactly = (number: number | undefined) =>
	number === undefined ? undefined : { from: number, to: number };

const allOf = (day: string, zone: string) => ({ from: dayStart(day, zone), to: dayEnd(day, zone) });

const byNumber = byRange((given) => exactly(toNumber(given)), NUMBERS_TAKEN);

/** A day is kept as a moment of it, by which it can be asked for only from its first second to its last. */
const byDay = byRange((given, zones) => {
	const day = toDay(given, zones);
	return day === undefined ? undefined : allOf(day, zones.accountZone);
}, MOMENTS_TAKEN);

const byMoment = byRange((given, zones) => {
	const day = isWholeDay(given) ? toDay(given, zones) : undefined;
	return day === undefined ? exactly(toUnixSeconds(given, zones.zone)) : allOf(day, zones.zone);
}, MOMENTS_TAKEN);

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
	date: byDay,
	date_time: byMoment,
};

const RANGES = new Set([byNumber, byDay, byMoment]);

/** @throws AmoCrmProblem `badInput` where a row says nothing of its field, or more than can be asked for */
function requireValue({ name }: FieldDefinition, ask: Asker, { value, from, to }: Row): void {
	const isRange = RANGES.has(ask);
	const said = isRange ? [value, from, to] : [value];
	if (said.every(isEmpty)) {
		throw new AmoCrmProblem('badInput', `The filter by the field "${name}" has no value.`, {
			hint: 'Without it everything would be returned. Give it a value, or take the row away.',
		});
	}
	if (isRange || [from, to].every(isEmpty)) return;
	throw new AmoCrmProblem('badInput', `The field "${name}" cannot be filtered from and to.`, {
		hint: 'Only numbers and dates can. Leave From and To empty.',
	});
}

interface Asked {
	row: Row;
	field: FieldDefinition;
	ask: Asker;
}

function askedBy(definitions: FieldDefinition[], row: Row, account: string): Asked {
	const named = String(row.field ?? '').trim();
	if (named === '') {
		throw new AmoCrmProblem('badInput', 'No field was chosen.', {
			hint: 'Choose one in each row of Custom Fields, or remove the row.',
		});
	}
	const field = columnFinder(definitions, account)(named);
	if (!field) throw noSuchField(named, account);
	const ask = ASKERS[field.type];
	if (ask) {
		requireValue(field, ask, row);
		return { row, field, ask };
	}
	throw new AmoCrmProblem(
		'badInput',
		`amoCRM cannot filter by the field "${field.name.slice(0, 80)}".`,
		{ hint: 'Choose the field from the list: it has those that amoCRM filters by.' },
	);
}

const NOT_IN_KOMMO =
	'Kommo does not filter by custom fields: the node reads the whole list and filters it itself, which takes longer.';

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
		fieldNames(card),
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
		read: async (value, { session, gaps, zone }) => {
			const { rows = [] } = value as { rows?: Row[] };
			const definitions = await readDefinitions(session, session.key, card.fieldsOf(gaps));
			const asked = rows.map((row) => askedBy(definitions, row, session.domain));
			const needsZone = asked.some(({ field }) => kindOf(field.type).isDay);
			const zones = { zone, accountZone: needsZone ? await accountZone(session) : 'utc' };
			const criteria = asked.map(({ field, row, ask }) => ask(field, row, zones));
			// What is in the trash tells of no fields.
			const passes: Criterion['passes'] = (entity) =>
				entity.custom_fields_values === undefined ||
				criteria.every((one) => one.passes?.(entity) !== false);
			if (session.platform === 'kommo') return { query: {}, passes, filteredHere: NOT_IN_KOMMO };
			const asks = criteria.map(({ query }) => omitBy(query, isUndefined));
			return { query: Object.assign({}, ...asks) as Query, passes };
		},
	};
}
