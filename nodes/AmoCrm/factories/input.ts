import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { camelCase, set } from 'lodash';

import { parseJson } from '../../shared/settle';
import {
	FLAGS_TAKEN,
	INTEGERS_TAKEN,
	isBlank,
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
import { lookupHint, lookupManyHint, type Lookup } from '../../shared/editor/lookup';

/** Reads the node's parameters for one item. */
export interface ParameterReader {
	/** The node's parameter, resolved for this item. */
	parameter<T>(name: string, fallback?: T): T;
	/** The parameter as the workflow keeps it: an expression stays an expression. */
	saved(name: string): unknown;
}

/** One typed parameter that becomes part of a request's body. */
export interface Input {
	/** amoCRM's name for it, nested by dots: `result.text`. */
	key: string;
	/** Its name in n8n is amoCRM's in camel case: `taskTypeId`. */
	property: INodeProperties;
	lookup?: Lookup;
	/** The inputs of its rows. */
	inner?: Input[];
	/**
	 * @param zone of the workflow: what a moment without an offset means
	 * @returns `undefined` if there is no value
	 * @throws AmoCrmProblem `badInput` naming the field
	 */
	encode(value: unknown, zone: string): unknown;
}

/** Reads a switch of the operation itself, such as Return All; empty means its default. */
export function flagOf(
	item: ParameterReader,
	{ name, displayName, default: usual }: INodeProperties,
): boolean {
	const given = item.parameter<unknown>(name, usual);
	return required(displayName, toFlag, FLAGS_TAKEN)(isBlank(given) ? usual : given);
}

/** Reads an amount in the same way. */
export const amountOf = (
	item: ParameterReader,
	{ name, displayName, default: usual }: INodeProperties,
	read: (value: unknown) => number | undefined,
	wanted: string,
): number => {
	const given = item.parameter<unknown>(name, usual);
	return required(displayName, read, wanted)(isBlank(given) ? usual : given);
};

function toCount(value: unknown): number | undefined {
	const count = toInteger(value);
	return count !== undefined && count > 0 ? count : undefined;
}

/** How many: a whole number above 0. */
export const countOf = (item: ParameterReader, property: INodeProperties): number =>
	amountOf(item, property, toCount, `${INTEGERS_TAKEN} above 0`);

/** One of the words on offer, whatever its case. */
export function wordAmong(
	displayName: string,
	given: unknown,
	options: INodePropertyOptions[],
): string {
	const words = options.map(({ value }) => String(value));
	const found = words.find((word) => word.toLowerCase() === String(given).trim().toLowerCase());
	if (found !== undefined) return found;
	throw misfit(displayName, given, `one of: ${words.join(', ')}`);
}

/** Reads a text of the operation itself, trimmed; empty if nothing was given. */
export function textParameter(item: ParameterReader, name: string, displayName: string): string {
	const given = item.parameter<unknown>(name, '');
	return isBlank(given) ? '' : required(displayName, toText, TEXTS_TAKEN)(given).trim();
}

/** Reads a choice of the operation itself; empty means its default. */
export function wordOf(
	item: ParameterReader,
	{ name, displayName, default: usual, options = [] }: INodeProperties,
): string {
	const given = item.parameter<unknown>(name, usual);
	return isBlank(given)
		? String(usual)
		: wordAmong(displayName, given, options as INodePropertyOptions[]);
}

type More = Partial<INodeProperties>;

/** `_embedded.statuses` is `statuses` for people. */
const nameOf = (key: string) => camelCase(key.replace(/^_embedded\./, ''));

/** An input that is left out if its value is empty. */
const input = (
	key: string,
	property: Omit<INodeProperties, 'name'>,
	encode: Input['encode'],
	lookup?: Lookup,
): Input => ({
	key,
	property: { name: nameOf(key), ...property },
	lookup,
	encode: (value, zone) => (isBlank(value) ? undefined : encode(value, zone)),
});

/** An empty text is a text: it empties what was there. */
export const textInput = (key: string, displayName: string, more: More = {}): Input => ({
	key,
	property: { name: nameOf(key), displayName, type: 'string', default: '', ...more },
	encode: (value) =>
		value === undefined || value === null
			? undefined
			: required(displayName, toText, TEXTS_TAKEN)(value),
});

/** Reads a value; what `read` does not take is refused, naming the field. */
export const required =
	<T>(displayName: string, read: (value: unknown) => T | undefined, wanted: string) =>
	(value: unknown): T => {
		const given = read(value);
		if (given !== undefined) return given;
		throw misfit(displayName, value, wanted);
	};

export const integerInput = (key: string, displayName: string, more: More = {}): Input =>
	input(
		key,
		{ displayName, type: 'number', default: 0, ...more },
		required(displayName, toInteger, INTEGERS_TAKEN),
	);

export const numberInput = (key: string, displayName: string, more: More = {}): Input =>
	input(
		key,
		{ displayName, type: 'number', default: 0, ...more },
		required(displayName, toNumber, NUMBERS_TAKEN),
	);

/** `description` starts with "Whether". */
export const booleanInput = (
	key: string,
	displayName: string,
	description: string,
	more: More = {},
): Input =>
	input(
		key,
		{ displayName, type: 'boolean', default: false, description, ...more },
		required(displayName, toFlag, FLAGS_TAKEN),
	);

/** A moment, in amoCRM's seconds since 1970. */
export const momentInput = (key: string, displayName: string, more: More = {}): Input =>
	input(key, { displayName, type: 'dateTime', default: '', ...more }, (value, zone) =>
		required(displayName, (given) => toUnixSeconds(given, zone), MOMENTS_TAKEN)(value),
	);

/** A choice that begins with the first option. */
export const choiceOf = (options: INodePropertyOptions[]) => ({
	type: 'options' as const,
	options,
	default: options[0].value,
});

/** One of amoCRM's own words or numbers; by an expression also one that is not offered. */
export const choiceInput = (
	key: string,
	displayName: string,
	options: INodePropertyOptions[],
	more: More = {},
): Input =>
	input(key, { displayName, ...choiceOf(options), ...more }, (value) => {
		const word = required(displayName, toText, TEXTS_TAKEN)(value).trim();
		return options.find((option) => String(option.value) === word)?.value ?? value;
	});

/** Something of the account, by its number: a user, a pipeline. */
export const lookupInput = (
	key: string,
	displayName: string,
	lookup: Lookup,
	more: More = {},
): Input =>
	input(
		key,
		{
			displayName: `${displayName} Name or ID`,
			type: 'options',
			typeOptions: { loadOptionsMethod: lookup.method },
			default: '',
			description: lookupHint,
			...more,
		},
		required(displayName, toInteger, INTEGERS_TAKEN),
		lookup,
	);

/** Several of amoCRM's words or numbers. */
export const choicesInput = (
	key: string,
	displayName: string,
	options: INodePropertyOptions[],
	more: More = {},
): Input =>
	input(key, { displayName, type: 'multiOptions', options, default: [], ...more }, (value) =>
		splitList(value).map(required(displayName, toText, TEXTS_TAKEN)),
	);

/** Several things of the account, by their numbers. */
export const lookupsInput = (
	key: string,
	displayName: string,
	lookup: Lookup,
	more: More = {},
): Input =>
	input(
		key,
		{
			displayName: `${displayName} Names or IDs`,
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: lookup.method },
			default: [],
			description: lookupManyHint,
			...more,
		},
		(value) => splitList(value).map(required(displayName, toInteger, INTEGERS_TAKEN)),
		lookup,
	);

/** Several texts; `toEntry` makes amoCRM's form of each. */
export const listInput = (
	key: string,
	displayName: string,
	more: More = {},
	toEntry: (text: string) => unknown = (text) => text,
): Input =>
	input(key, { displayName, type: 'string', default: '', ...more }, (value) =>
		splitList(value).map((entry) => toEntry(required(displayName, toText, TEXTS_TAKEN)(entry))),
	);

/** For what has no form of its own: JSON as amoCRM writes it. */
export const jsonInput = (key: string, displayName: string, more: More = {}): Input =>
	input(key, { displayName, type: 'json', default: '', ...more }, (value) => {
		const parsed = typeof value === 'string' ? parseJson(value) : value;
		if (typeof parsed === 'object' && parsed !== null) return parsed;
		throw misfit(displayName, value, 'JSON');
	});

/** In a row n8n gives untouched inputs their default; a switch counts all the same. */
const isTouched = ({ property: { name, type, default: untouched } }: Input, row: IDataObject) =>
	Boolean(untouched) || type === 'boolean' || row[name] !== untouched;

/**
 * The part of a body that one row makes. An empty text or a 0 that is the default is left out; a 0 that is meant is
 * given as text.
 */
export const encodeRow = (inputs: Input[], row: IDataObject, zone: string): IDataObject =>
	encodeInputs(
		inputs.filter((one) => isTouched(one, row)),
		row,
		zone,
	);

/** Rows of a small form, each an object of its own: stages of a new pipeline, buttons of a template. */
export const rowsInput = (
	key: string,
	displayName: string,
	singular: string,
	inputs: Input[],
	more: More = {},
): Input => ({
	...input(
		key,
		{
			displayName,
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: `Add ${singular}`,
			default: {},
			options: [{ name: 'rows', displayName, values: inputs.map(({ property }) => property) }],
			...more,
		},
		(value, zone) => {
			const { rows = [] } = value as { rows?: IDataObject[] };
			return rows.length > 0 ? rows.map((row) => encodeRow(inputs, row, zone)) : undefined;
		},
	),
	inner: inputs,
});

/** The part of a body that these inputs make of the values, by parameter. */
export function encodeInputs(inputs: Input[], values: IDataObject, zone: string): IDataObject {
	const body: IDataObject = {};
	for (const { key, property, encode } of inputs) {
		const encoded = encode(values[property.name], zone);
		if (encoded !== undefined) set(body, key, encoded);
	}
	return body;
}
