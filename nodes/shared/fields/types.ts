import type { FieldType } from 'n8n-workflow';

import type { FieldDefinition } from './definition';
import { misfit } from './misfit';
import { toUnixSeconds } from './time';

/** One entry of `values`, as amoCRM takes it. */
export type FieldValue = Record<string, unknown>;

/** How one of amoCRM's field types is shown in n8n and written to amoCRM. */
export interface FieldKind {
	/** n8n's type in the mapper. */
	shown: FieldType;
	/** Turns what a person gave into `values`. */
	encode(value: unknown, field: FieldDefinition): FieldValue[];
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Values may be given as one text with commas, or as a list. */
const splitList = (value: unknown): unknown[] =>
	typeof value === 'string'
		? value
				.split(',')
				.map((part) => part.trim())
				.filter(Boolean)
		: asList(value);

const isObject = (value: unknown): value is FieldValue =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const text: FieldKind = {
	shown: 'string',
	encode: (value) => [{ value: String(value) }],
};

const numeric: FieldKind = {
	shown: 'number',
	encode: (value, field) => {
		const number = typeof value === 'string' ? value.replace(',', '.').trim() : value;
		if (number === '' || !Number.isFinite(Number(number)))
			throw misfit(field.name, value, 'a number');
		return [{ value: String(number) }];
	},
};

const TRUE = new Set(['true', '1', 'yes', 'да']);
const FALSE = new Set(['false', '0', 'no', 'нет', '']);

const checkbox: FieldKind = {
	shown: 'boolean',
	encode: (value, field) => {
		const word = String(value).trim().toLowerCase();
		if (TRUE.has(word)) return [{ value: true }];
		if (FALSE.has(word)) return [{ value: false }];
		throw misfit(field.name, value, 'true or false');
	},
};

const date: FieldKind = {
	shown: 'dateTime',
	encode: (value, field) => {
		const seconds = toUnixSeconds(value);
		if (seconds === undefined) throw misfit(field.name, value, 'a date, for example 2026-01-31');
		return [{ value: seconds }];
	},
};

/** An option by its name, its number or its code. */
function chooseEnum(choice: unknown, field: FieldDefinition): FieldValue {
	if (isObject(choice)) return choice;
	const wanted = String(choice).trim();
	const enums = field.enums ?? [];
	const match =
		enums.find(({ value }) => value === wanted) ??
		enums.find(({ id }) => String(id) === wanted) ??
		enums.find(({ code }) => code === wanted) ??
		enums.find(({ value }) => value.toLowerCase() === wanted.toLowerCase());
	if (match) return { enum_id: match.id };
	const names = enums
		.map(({ value }) => value)
		.join(', ')
		.slice(0, 300);
	throw misfit(field.name, choice, `one of: ${names}`);
}

const select: FieldKind = {
	shown: 'options',
	encode: (value, field) => [chooseEnum(value, field)],
};

const multiselect: FieldKind = {
	shown: 'array',
	encode: (value, field) => {
		const exact = field.enums?.some((option) => option.value === value);
		return (exact ? [value] : splitList(value)).map((choice) => chooseEnum(choice, field));
	},
};

/** Phones and e-mails: several at once, each of a kind; the first kind of the field where none is given. */
const multitext: FieldKind = {
	shown: 'string',
	encode: (value, field) => {
		const kind = field.enums?.[0]?.value ?? 'WORK';
		return splitList(value).map((entry) =>
			isObject(entry) ? { enum_code: kind, ...entry } : { value: String(entry), enum_code: kind },
		);
	},
};

/** Types made of several parts are taken as amoCRM writes them. */
const asWritten: FieldKind = {
	shown: 'object',
	encode: (value) => asList(value).map((entry) => (isObject(entry) ? entry : { value: entry })),
};

const KINDS: Record<string, FieldKind> = {
	text,
	textarea: text,
	streetaddress: text,
	url: text,
	tracking_data: text,
	numeric,
	monetary: numeric,
	price: numeric,
	checkbox,
	date,
	date_time: date,
	birthday: date,
	select,
	radiobutton: select,
	category: select,
	multiselect,
	multitext,
};

/**
 * How fields of this type are shown and written.
 * @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const kindOf = (type: string): FieldKind => KINDS[type] ?? asWritten;
