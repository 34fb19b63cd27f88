import { one, isRecord, unwrap, type EntryKind, type FieldKind } from './kind';
import {
	dayStart,
	MOMENTS_TAKEN,
	toDay,
	toIsoDay,
	toIsoMoment,
	toUnixSeconds,
	type DayZones,
} from './time';
import {
	FLAGS_TAKEN,
	NUMBERS_TAKEN,
	TEXTS_TAKEN,
	toDecimal,
	toFlag,
	toInteger,
	toNumber,
	toText,
} from './values';

/** Kinds whose entry is `{ value: … }` with a plain value. */
interface PlainKind extends Pick<EntryKind, 'shown' | 'isDay'> {
	takes: string;
	encode(value: unknown, zones: DayZones): unknown;
	/** What does not look as documented is shown as it is. */
	decode(value: unknown, accountZone: string): unknown;
}

const plain = ({ takes, encode, decode, ...kind }: PlainKind): FieldKind =>
	one({
		...kind,
		takes: () => takes,
		encode(entry, _field, zones) {
			const value = encode(unwrap(entry), zones);
			return value === undefined ? undefined : { value };
		},
		decode: ({ value }, accountZone) => decode(value, accountZone),
	});

const asIs = (value: unknown) => value;

export const text = plain({
	shown: 'string',
	takes: TEXTS_TAKEN,
	encode: toText,
	decode: asIs,
});

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** amoCRM holds numbers as text; those too long for a number stay text, so that no digit is lost. */
export const numeric = plain({
	shown: 'number',
	takes: NUMBERS_TAKEN,
	encode: toDecimal,
	decode: (value) => (DECIMAL.test(String(value)) ? (toNumber(value) ?? value) : value),
});

export const checkbox = plain({
	shown: 'boolean',
	takes: FLAGS_TAKEN,
	encode: toFlag,
	decode: (value) => toFlag(value) ?? value,
});

/**
 * amoCRM takes seconds only from 1970 on; earlier dates it takes as text.
 * @see https://github.com/amocrm/amocrm-api-php/issues/85
 */
const asTaken = (seconds: number) => (seconds < 0 ? toIsoMoment(seconds) : seconds);

/** Whether amoCRM's own form of a value was given back: its seconds may be of any year. */
const secondsOf = (entry: unknown): number | undefined =>
	isRecord(entry) ? toInteger(entry.value) : undefined;

const moment = (
	kind: Pick<FieldKind, 'isDay'>,
	read: (value: unknown, zones: DayZones) => number | undefined,
	show: (seconds: number, accountZone: string) => string | null,
): FieldKind =>
	one({
		...kind,
		shown: 'dateTime',
		takes: () => MOMENTS_TAKEN,
		encode(entry, _field, zones) {
			const seconds = secondsOf(entry) ?? read(unwrap(entry), zones);
			return seconds === undefined ? undefined : { value: asTaken(seconds) };
		},
		decode({ value }, accountZone) {
			const seconds = toInteger(value) ?? toUnixSeconds(value, 'utc');
			return seconds === undefined ? value : show(seconds, accountZone);
		},
	});

/** Kept as midnight of the account's own time zone, whatever moment of the day is written. */
export const day = moment(
	{ isDay: true },
	(value, zones) => {
		const written = toDay(value, zones);
		return written === undefined ? undefined : dayStart(written, zones.accountZone);
	},
	toIsoDay,
);

export const dateTime = moment(
	{},
	(value, { zone }) => toUnixSeconds(value, zone),
	(seconds) => toIsoMoment(seconds),
);
