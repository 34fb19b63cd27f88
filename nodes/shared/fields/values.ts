import { AmoCrmProblem } from '../problem';

/** Values that mean the same wherever they are given: in parameters, in filters, in both modes of the mapper. */

/** Nothing was given: what becomes of it, the option Empty Values says. */
export const isBlank = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

export const TEXTS_TAKEN = 'a text';

/**
 * A text, a number as it is written, a moment as ISO writes it.
 * @returns `undefined` where it is a list or an object, or a number that has lost digits already
 */
export function toText(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
		return undefined;
	if (typeof value !== 'object' || value === null) return String(value);
	const { toJSON } = value as { toJSON?: unknown };
	const written: unknown = typeof toJSON === 'function' ? toJSON.call(value) : undefined;
	return typeof written === 'string' ? written : undefined;
}

export const FLAGS_TAKEN = 'true or false, yes or no, 1 or 0';

/** Also in the languages of the people who fill in amoCRM's and Kommo's forms: Russian, Spanish, Portuguese. */
const TRUE = ['true', '1', 'yes', 'y', 'on', 'да', 'истина', 'вкл', 'sí', 'si', 'sim', 'verdadero'];
const FALSE = ['false', '0', 'no', 'n', 'off', 'нет', 'ложь', 'выкл', 'não', 'nao', 'falso'];

/** @returns `undefined` for a word that says neither */
export function toFlag(value: unknown): boolean | undefined {
	const word = String(value).trim().toLowerCase();
	if (TRUE.includes(word)) return true;
	return FALSE.includes(word) ? false : undefined;
}

export const NUMBERS_TAKEN = 'a number such as 1234.5 or 1 234,50';

const PLAIN = /^([+-]?)(\d+)(?:[.,](\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** `1 234`, `1 234 567`: spaces of any kind between groups of three. */
const GROUPED_BY_SPACES = /^[+-]?\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?$/;

/** `1.234.567,8` and `1,234,567.8`; with one group alone, a comma could be either. */
const GROUPED_BY_DOTS = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$/;
const GROUPED_BY_COMMAS = /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$/;

/** One thousand two hundred and thirty-four, or a little more than one? */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

function ungrouped(text: string): string {
	if (GROUPED_BY_SPACES.test(text)) return text.replace(/\s/g, '');
	if (GROUPED_BY_DOTS.test(text)) return text.replaceAll('.', '');
	return GROUPED_BY_COMMAS.test(text) ? text.replaceAll(',', '') : text;
}

/** The digits with the point where the exponent puts it; none is lost. */
function written(sign: string, whole: string, fraction: string, exponent: number): string {
	const digits = whole + fraction;
	const point = whole.length + exponent;
	const padded = digits.padEnd(point, '0').padStart(digits.length - Math.min(point, 0), '0');
	const at = Math.max(point, 0);
	const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
	const decimals = padded.slice(at).replace(/0+$/, '');
	const number = decimals ? `${integer}.${decimals}` : integer;
	return sign === '-' && number !== '0' ? `-${number}` : number;
}

/**
 * A number as its decimal digits, `1234.5`: as many of them as were given, which a JavaScript number may not hold.
 * @returns `undefined` where it is none, could be two, or has lost digits already
 */
export function toDecimal(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
		return undefined;
	if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'bigint')
		return undefined;
	const text = String(value).trim();
	if (AMBIGUOUS.test(text)) return undefined;
	const [, sign, whole, fraction = '', exponent = '0'] = PLAIN.exec(ungrouped(text)) ?? [];
	return whole === undefined ? undefined : written(sign, whole, fraction, Number(exponent));
}

/** @returns `undefined` where it is no number, or one whose digits a JavaScript number does not hold */
export function toNumber(value: unknown): number | undefined {
	const digits = toDecimal(value);
	if (digits === undefined) return undefined;
	const number = Number(digits);
	return toDecimal(number) === digits ? number : undefined;
}

export const INTEGERS_TAKEN = 'a whole number';

/** @returns `undefined` where it is no whole number, or too long for a JavaScript number */
export function toInteger(value: unknown): number | undefined {
	const number = toNumber(value);
	return Number.isSafeInteger(number) ? number : undefined;
}

/** A value that a field does not take; says what it takes. */
export function misfit(fieldName: string, value: unknown, wanted: string): AmoCrmProblem {
	const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return new AmoCrmProblem(
		'badInput',
		`The field "${fieldName}" cannot be "${shown.slice(0, 80)}".`,
		{
			hint: `It takes ${wanted}.`,
		},
	);
}

function entriesOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value === 'string') return value.split(',');
	return value === undefined || value === null ? [] : [value];
}

/** A list from one text with commas, or from what an expression gives; null is none. */
export const splitList = (value: unknown): unknown[] =>
	entriesOf(value)
		.map((entry: unknown) => (typeof entry === 'string' ? entry.trim() : entry))
		.filter((entry) => entry !== '');
