import { DateTime } from 'luxon';

/** Below this a number counts seconds, above it milliseconds: the seconds reach the year 5138. */
const SECONDS_LIMIT = 100_000_000_000;

const fromNumber = (value: number) => Math.floor(value < SECONDS_LIMIT ? value : value / 1000);

/** A moment as people and n8n give it (ISO text, number, Date, luxon) in amoCRM's whole seconds since 1970, UTC. */
export function toUnixSeconds(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? fromNumber(value) : undefined;
	if (value instanceof Date) return fromNumber(value.getTime());
	// n8n's luxon may be another copy than ours.
	const { toMillis } = (value ?? {}) as { toMillis?: () => number };
	if (typeof toMillis === 'function') return Math.floor(toMillis.call(value) / 1000);
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	if (/^\d+$/.test(value.trim())) return fromNumber(Number(value));
	const parsed = DateTime.fromISO(value.trim().replace(' ', 'T'), { zone: 'utc' });
	return parsed.isValid ? Math.floor(parsed.toSeconds()) : undefined;
}
