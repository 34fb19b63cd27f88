import { DateTime } from 'luxon';

/** Below this a number counts seconds, above it milliseconds: the seconds reach the year 5138. */
const SECONDS_LIMIT = 100_000_000_000;

const fromNumber = (value: number) =>
	Math.floor(Math.abs(value) < SECONDS_LIMIT ? value : value / 1000);

/** n8n's luxon may be another copy than ours. */
const luxonOf = (value: unknown) =>
	(value ?? {}) as Partial<Pick<DateTime, 'toISODate' | 'toMillis'>>;

/** A moment as people and n8n give it (ISO text, number, Date, luxon) in amoCRM's whole seconds since 1970, UTC. */
export function toUnixSeconds(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? fromNumber(value) : undefined;
	if (value instanceof Date) return Math.floor(value.getTime() / 1000);
	const { toMillis } = luxonOf(value);
	if (typeof toMillis === 'function') return Math.floor(toMillis.call(value) / 1000);
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	if (/^-?\d+$/.test(value.trim())) return fromNumber(Number(value));
	const parsed = DateTime.fromISO(value.trim().replace(' ', 'T'), { zone: 'utc' });
	return parsed.isValid ? Math.floor(parsed.toSeconds()) : undefined;
}

/** The day that a person reads in the value, wherever they live, as its midnight in UTC. */
export function toUnixDay(value: unknown): number | undefined {
	const { toISODate } = luxonOf(value);
	const text = typeof toISODate === 'function' ? toISODate.call(value) : value;
	const [day] = (typeof text === 'string' && /^\s*\d{4}-\d{2}-\d{2}/.exec(text)) || [];
	return toUnixSeconds(day ?? value);
}

const isoOf = (seconds: number) => DateTime.fromSeconds(seconds, { zone: 'utc' });

/** `2026-01-31T10:00:00Z` */
export const toIsoMoment = (seconds: number): string | null =>
	isoOf(seconds).toISO({ suppressMilliseconds: true });

const DAY = 24 * 60 * 60;

/**
 * `2026-01-31`. amoCRM gives a date as midnight in the account's own time zone: the nearest midnight of UTC is
 * the same day.
 * @see https://github.com/amocrm/amocrm-api-php/issues/402
 */
export const toIsoDay = (seconds: number): string | null =>
	isoOf(Math.round(seconds / DAY) * DAY).toISODate();
