import { one, isRecord, unwrap, type EntryKind, type FieldKind } from './kind';
import { toIsoDay, toIsoMoment, toUnixDay, toUnixSeconds } from './time';

/** Kinds whose entry is `{ value: … }` with a plain value. */
interface PlainKind {
	shown: EntryKind['shown'];
	takes: string;
	encode(value: unknown): unknown;
	/** What does not look as documented is shown as it is. */
	decode(value: unknown): unknown;
}

const plain = ({ shown, takes, encode, decode }: PlainKind): FieldKind =>
	one({
		shown,
		takes: () => takes,
		encode(entry) {
			const value = encode(unwrap(entry));
			return value === undefined ? undefined : { value };
		},
		decode: ({ value }) => decode(value),
	});

const asIs = (value: unknown) => value;

export const text = plain({
	shown: 'string',
	takes: 'a text',
	encode: (value) => (isRecord(value) || Array.isArray(value) ? undefined : String(value)),
	decode: asIs,
});

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** amoCRM holds numbers as text; those too long for a number stay text, so that no digit is lost. */
export const numeric = plain({
	shown: 'number',
	takes: 'a number',
	encode(value) {
		const digits = String(value).replace(/\s/g, '').replace(',', '.');
		return DECIMAL.test(digits) ? digits : undefined;
	},
	decode: (value) =>
		DECIMAL.test(String(value)) && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER
			? Number(value)
			: value,
});

const TRUE = ['true', '1', 'yes', 'да'];
const FALSE = ['false', '0', 'no', 'нет'];

function toBoolean(value: unknown): boolean | undefined {
	const word = String(value).trim().toLowerCase();
	if (TRUE.includes(word)) return true;
	return FALSE.includes(word) ? false : undefined;
}

export const checkbox = plain({
	shown: 'boolean',
	takes: 'true or false',
	encode: toBoolean,
	decode: (value) => toBoolean(value) ?? value,
});

/**
 * amoCRM takes seconds only from 1970 on; earlier dates it takes as text.
 * @see https://github.com/amocrm/amocrm-api-php/issues/85
 */
const moment = (
	example: string,
	read: (value: unknown) => number | undefined,
	show: (seconds: number) => string | null,
): FieldKind =>
	plain({
		shown: 'dateTime',
		takes: `a date, for example ${example}`,
		encode(value) {
			const seconds = read(value);
			return seconds !== undefined && seconds < 0 ? toIsoMoment(seconds) : seconds;
		},
		decode(value) {
			const seconds = toUnixSeconds(value);
			return seconds === undefined ? value : show(seconds);
		},
	});

export const day = moment('2026-01-31', toUnixDay, toIsoDay);
export const dateTime = moment('2026-01-31T10:00:00Z', toUnixSeconds, toIsoMoment);
