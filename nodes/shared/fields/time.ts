import { DateTime } from 'luxon';

/** Ends the sentence "It takes …". */
export const MOMENTS_TAKEN =
	'a date such as 2026-01-31, 31.01.2026, 2026-01-31 10:00 or 2026-01-31T10:00:00+03:00, or Unix seconds';

/** From here on a number counts milliseconds: seconds reach it in the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Below this a number may be a year, a day such as 20260131 or a spreadsheet's date: seconds since 1973 are more. */
const SECONDS_FROM = 100_000_000;

/** Longer numbers than milliseconds have until the year 2286: `20260131103000` is none. */
const MILLISECONDS_TO = 10_000_000_000_000;

/** `202601311030`: written without signs, and no milliseconds of the year 1976. */
const COMPACT = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/;

const OFFSET = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/;

/** Years first, as ISO and databases write: `2026-01-31`, `2026-01-31 10:00`, `2026-01-31T10:00:00.000+03:00`. */
const YEAR_FIRST = /^(\d{4}-\d{2}-\d{2})(?:[T ]\s*(\d{1,2}:\d{2}.*))?$/;

/** Days first, as people write in Russia and most of Europe: `31.01.2026`, `31.01.2026 10:00`. */
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}:\d{2}.*))?$/;

const padded = (part: string) => part.padStart(2, '0');

interface WrittenMoment {
	/** `2026-01-31` */
	day: string;
	/** `10:00`, with seconds and an offset where they were written; nothing where only a day was. */
	time?: string;
}

/** What was written, before it is asked in which time zone. */
function readWritten(text: string): WrittenMoment | undefined {
	const [, isoDay, isoTime] = YEAR_FIRST.exec(text) ?? [];
	if (isoDay) return { day: isoDay, time: isoTime };
	const [, day, month, year, time] = DAY_FIRST.exec(text) ?? [];
	return year ? { day: `${year}-${padded(month)}-${padded(day)}`, time } : undefined;
}

/** `10:00 +03:00` is `10:00+03:00`, and `9:05` is `09:05`, as ISO wants them. */
const isoTime = (time: string) =>
	time
		.trim()
		.replace(/\s+(?=[+-])/, '')
		.replace(/^\d(?=:)/, '0$&');

const ifValid = (parsed: DateTime): DateTime | undefined => (parsed.isValid ? parsed : undefined);

/** Programs write moments of e-mails and HTTP with names of days and months. */
const fromMail = (text: string) =>
	ifValid(DateTime.fromRFC2822(text)) ?? ifValid(DateTime.fromHTTP(text));

function fromText(text: string, zone: string): DateTime | undefined {
	const written = readWritten(text);
	if (!written) return fromMail(text);
	const { day, time } = written;
	return ifValid(DateTime.fromISO(time ? `${day}T${isoTime(time)}` : day, { zone }));
}

const fromSeconds = (seconds: number) => DateTime.fromSeconds(seconds, { zone: 'utc' });

/** Seconds as amoCRM counts them, or milliseconds as JavaScript does. */
function fromNumber(number: number): DateTime | undefined {
	const size = Math.abs(number);
	const isLong = size >= MILLISECONDS_TO || COMPACT.test(String(number));
	// Also where it is no number at all.
	if (!(size >= SECONDS_FROM) || isLong) return undefined;
	return size < MILLISECONDS_FROM
		? fromSeconds(number)
		: DateTime.fromMillis(number, { zone: 'utc' });
}

const numberIn = (value: unknown): number | undefined =>
	typeof value === 'number' || (typeof value === 'string' && /^\s*-?\d+\s*$/.test(value))
		? Number(value)
		: undefined;

/** n8n's luxon may be another copy than ours. */
function millisecondsOf(value: unknown): number | undefined {
	if (value instanceof Date) return value.getTime();
	const { toMillis } = (value ?? {}) as { toMillis?: unknown };
	return typeof toMillis === 'function' ? Number(toMillis.call(value)) : undefined;
}

/** A moment, whichever way it was given. */
function readMoment(value: unknown, zone: string): DateTime | undefined {
	const number = numberIn(value);
	if (number !== undefined) return fromNumber(number);
	if (typeof value === 'string') return fromText(value.trim(), zone);
	const milliseconds = millisecondsOf(value);
	return milliseconds === undefined || Number.isNaN(milliseconds)
		? undefined
		: DateTime.fromMillis(milliseconds);
}

/**
 * A moment as people and n8n give it (text, Unix seconds, Date, luxon) in amoCRM's whole seconds since 1970, UTC.
 * @param zone of the workflow: what a text without an offset means
 * @returns `undefined` where it is no moment, or only looks like one: `2026`, `20260131`, `12:30`
 */
export function toUnixSeconds(value: unknown, zone: string): number | undefined {
	const moment = readMoment(value, zone);
	return moment && Math.floor(moment.toSeconds());
}

/** The same in milliseconds. */
export const toUnixMilliseconds = (value: unknown, zone: string): number | undefined =>
	readMoment(value, zone)?.toMillis();

/** Time zones by which a day is told. */
export interface DayZones {
	/** Of the workflow: a moment is that day there. */
	zone: string;
	/** Of the account: amoCRM keeps a day as its midnight there. */
	accountZone: string;
}

/**
 * The day that is meant, as `2026-01-31`. A text without an offset is the day that it says. A moment is the day on
 * which it falls in the workflow's time zone; seconds since 1970, which only amoCRM gives for days, in the account's.
 */
export function toDay(value: unknown, { zone, accountZone }: DayZones): string | undefined {
	const text = typeof value === 'string' ? value.trim() : '';
	const written = readWritten(text);
	const moment = readMoment(value, zone);
	if (!moment) return undefined;
	if (written && !OFFSET.test(written.time ?? '')) return written.day;
	const number = numberIn(value);
	const isOfAmoCrm = number !== undefined && Math.abs(number) < MILLISECONDS_FROM;
	return moment.setZone(isOfAmoCrm ? accountZone : zone).toISODate() ?? undefined;
}

const midnight = (day: string, zone: string) => DateTime.fromISO(day, { zone }).startOf('day');

/** The first second of a day, as amoCRM keeps it. */
export const dayStart = (day: string, zone: string): number =>
	Math.floor(midnight(day, zone).toSeconds());

/** The last second of a day. */
export const dayEnd = (day: string, zone: string): number =>
	Math.floor(midnight(day, zone).plus({ days: 1 }).startOf('day').toSeconds()) - 1;

/** Says whether somebody wrote a whole day, without a time. */
export function isWholeDay(value: unknown): boolean {
	const written = typeof value === 'string' ? readWritten(value.trim()) : undefined;
	return written !== undefined && written.time === undefined;
}

/** `2026-01-31T10:00:00Z`, or as late in another zone: `2026-01-31T13:00:00+03:00` */
export const toIsoMoment = (seconds: number, zone = 'utc'): string | null =>
	fromSeconds(seconds).setZone(zone).toISO({ suppressMilliseconds: true });

/**
 * `2026-01-31`, of the seconds that amoCRM keeps for a day.
 * @see https://github.com/amocrm/amocrm-api-php/issues/402
 */
export const toIsoDay = (seconds: number, accountZone: string): string | null =>
	fromSeconds(seconds).setZone(accountZone).toISODate();
