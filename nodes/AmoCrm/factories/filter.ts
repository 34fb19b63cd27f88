import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import {
	FLAGS_TAKEN,
	misfit,
	NUMBERS_TAKEN,
	splitList,
	TEXTS_TAKEN,
	toFlag,
	toInteger,
	toNumber,
	toText,
} from '../../shared/fields/values';
import { MOMENTS_TAKEN, toUnixSeconds } from '../../shared/fields/time';
import type { Query } from '../../shared/transport/client';
import { choiceOf, required } from './input';
import type { Gaps } from './entity';
import { lookupManyHint, type Lookup } from '../../shared/editor/lookup';

/** The value of a filter: what it asks amoCRM for, and which entities pass. */
export interface Criterion {
	query: Query;
	/** The most values that amoCRM takes at once; the others are asked for separately. */
	maxValues?: number;
	/** amoCRM takes several values as one text with commas. */
	isJoined?: boolean;
	/** A notice that the node filters by itself, where this account has no such filter. */
	filteredHere?: string;
	/** Whether an entity passes; one that lacks the value does. */
	passes?(entity: IDataObject): boolean;
}

/** What reading a filter's value may depend on. */
interface FilterContext {
	session: AccountSession;
	gaps: Gaps;
	/** The workflow's time zone: what a moment without an offset means. */
	zone: string;
}

/** One typed filter of a list. */
export interface Filter {
	property: INodeProperties;
	lookup?: Lookup;
	/** @throws AmoCrmProblem `badInput` naming the filter */
	read(value: unknown, context: FilterContext): Criterion | Promise<Criterion>;
}

/** The same filter with parts of its criterion replaced. */
export const readAs = (
	filter: Filter,
	change: (criterion: Criterion) => Partial<Criterion>,
): Filter => ({
	...filter,
	read: async (...given) => {
		const criterion = await filter.read(...given);
		return { ...criterion, ...change(criterion) };
	},
});

type More = Partial<INodeProperties>;

export const numbersIn = (displayName: string, value: unknown): number[] =>
	splitList(value).map((entry) => {
		const number = toInteger(entry);
		if (number !== undefined) return number;
		throw misfit(displayName, value, 'whole numbers, separated by commas');
	});

const oneOf = (held: string, wanted: Array<string | number>): Criterion => ({
	query: { [`filter[${held}][]`]: wanted },
	passes: ({ [held]: own }) => own === undefined || wanted.map(String).includes(String(own)),
});

export const asWord = (value: unknown) => String(value).trim().toLowerCase();

/** The one value that is asked for: `filter[entity_type][]` asks for an `entity_type`. */
const theOne = (key: string, value: string | number, wanted: unknown = value): Criterion => {
	const held = /^filter\[(\w+)\](?:\[\])?$/.exec(key)?.[1];
	return {
		query: { [key]: value },
		passes: ({ [held ?? '']: own }) => own === undefined || asWord(own) === asWord(wanted),
	};
};

/** A text that amoCRM searches for: `query`. */
export const textFilter = (
	name: string,
	displayName: string,
	key: string,
	more: More = {},
): Filter => ({
	property: { displayName, name, type: 'string', default: '', ...more },
	read: (value) => ({ query: { [key]: required(displayName, toText, TEXTS_TAKEN)(value) } }),
});

/** A text that must match as a whole: `filter[name]`. */
export const exactFilter = (
	name: string,
	displayName: string,
	key: string,
	more: More = {},
): Filter => ({
	...textFilter(name, displayName, key, more),
	read: (value) => theOne(key, required(displayName, toText, TEXTS_TAKEN)(value)),
});

/** Several texts, separated by commas. */
export const textsIn = (displayName: string, value: unknown): string[] =>
	splitList(value).map(required(displayName, toText, TEXTS_TAKEN));

/** Numbers of entities, separated by commas. `held` is the entity's key for it. */
export const idsFilter = (
	name: string,
	displayName: string,
	held: string,
	more: More = {},
): Filter => ({
	property: {
		displayName,
		name,
		type: 'string',
		default: '',
		placeholder: 'e.g. 501, 502',
		description: 'Whole numbers, separated by commas',
		...more,
	},
	read: (value) => oneOf(held, numbersIn(displayName, value)),
});

/** Several things of the account: users, pipelines. */
export const lookupFilter = (
	name: string,
	displayName: string,
	held: string,
	lookup: Lookup,
	more: More = {},
): Filter => ({
	property: {
		displayName: `${displayName} Names or IDs`,
		name,
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: lookup.method },
		default: [],
		description: lookupManyHint,
		...more,
	},
	lookup,
	read: (value) => oneOf(held, numbersIn(displayName, value)),
});

/** Several of amoCRM's own words or numbers. */
export const choicesFilter = (
	name: string,
	displayName: string,
	held: string,
	options: INodePropertyOptions[],
	more: More = {},
): Filter => ({
	property: { displayName, name, type: 'multiOptions', options, default: [], ...more },
	read: (value) => oneOf(held, textsIn(displayName, value)),
});

/** One of amoCRM's own words or numbers. */
export const choiceFilter = (
	name: string,
	displayName: string,
	key: string,
	options: INodePropertyOptions[],
	more: More = {},
): Filter => ({
	property: { displayName, name, ...choiceOf(options), ...more },
	read: (value) => theOne(key, required(displayName, toText, TEXTS_TAKEN)(value)),
});

/** `description` starts with "Whether". amoCRM takes 1 and 0. */
export const flagFilter = (
	name: string,
	displayName: string,
	key: string,
	description: string,
): Filter => ({
	property: { displayName, name, type: 'boolean', default: true, description },
	read: (value) => {
		const isWanted = required(displayName, toFlag, FLAGS_TAKEN)(value);
		return theOne(key, isWanted ? 1 : 0, isWanted);
	},
});

type Bound = 'from' | 'to';

const isWithin = (bound: Bound, limit: number, held: unknown) =>
	held === undefined ||
	(typeof held === 'number' && (bound === 'from' ? held >= limit : held <= limit));

const range = (
	property: INodeProperties,
	held: string,
	bound: Bound,
	toLimit: (value: unknown, zone: string) => number,
): Filter => ({
	property,
	read: (value, { zone }) => {
		const limit = toLimit(value, zone);
		return {
			query: { [`filter[${held}][${bound}]`]: limit },
			passes: (entity) => isWithin(bound, limit, entity[held]),
		};
	},
});

/** Two filters: `Created After` and `Created Before`. */
export function momentFilters(name: string, displayName: string, held: string): Filter[] {
	const one = (bound: Bound, word: string): Filter => {
		const label = `${displayName} ${word}`;
		const ending = bound === 'from' ? 'From' : 'To';
		return range(
			{ displayName: label, name: `${name}${ending}`, type: 'dateTime', default: '' },
			held,
			bound,
			(value, zone) => required(label, (given) => toUnixSeconds(given, zone), MOMENTS_TAKEN)(value),
		);
	};
	return [one('from', 'After'), one('to', 'Before')];
}

/** Two filters: `Price From` and `Price To`. */
export function numberFilters(name: string, displayName: string, held: string): Filter[] {
	const one = (bound: Bound, word: string): Filter => {
		const label = `${displayName} ${word}`;
		return range(
			{ displayName: label, name: `${name}${word}`, type: 'number', default: 0 },
			held,
			bound,
			required(label, toNumber, NUMBERS_TAKEN),
		);
	};
	return [one('from', 'From'), one('to', 'To')];
}
