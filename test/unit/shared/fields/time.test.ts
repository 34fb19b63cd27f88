import fc from 'fast-check';
import { DateTime, Settings } from 'luxon';

import {
	dayEnd,
	dayStart,
	isWholeDay,
	toDay,
	toIsoDay,
	toUnixSeconds,
} from '../../../../nodes/shared/fields/time';

/** From UTC-11 to UTC+14, with and without summer time, and one whose day may begin at one o'clock. */
const ZONES = [
	'Pacific/Pago_Pago',
	'America/Los_Angeles',
	'America/Sao_Paulo',
	'UTC',
	'Europe/Moscow',
	'Asia/Kolkata',
	'Pacific/Auckland',
	'Pacific/Tongatapu',
	'Pacific/Kiritimati',
];

const zoneOf = fc.constantFrom(...ZONES);

/** Of the years in which people are born and tasks are due. */
const dayOf = fc
	.date({ min: new Date('1930-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));

const secondsOf = fc.integer({ min: 1_000_000_000, max: 3_000_000_000 });

const dayFirst = (day: string) => day.split('-').reverse().join('.');

/** The last expression of any workflow leaves its zone in luxon: what we read must not depend on it. */
afterEach(() => (Settings.defaultZone = 'system'));

describe.each(ZONES)('in a workflow in %s', (zone) => {
	const tenOClock = DateTime.fromISO('2026-02-05T10:00:00', { zone });

	it.each<[form: string, value: unknown]>([
		['of the picker', '2026-02-05T10:00:00'],
		['with a space', '2026-02-05 10:00'],
		['as Russians write', '05.02.2026 10:00'],
		['as Russians write, with seconds', '5.2.2026, 10:00:00'],
		['with an offset', tenOClock.toISO()],
		['in UTC', tenOClock.toUTC().toISO()],
		['of an e-mail', tenOClock.toRFC2822()],
		['of HTTP', tenOClock.toHTTP()],
		['as Unix seconds', tenOClock.toSeconds()],
		['as Unix seconds in a text', String(tenOClock.toSeconds())],
		['as JavaScript counts', tenOClock.toMillis()],
		['as a Date', tenOClock.toJSDate()],
		['as luxon in another zone', tenOClock.setZone('Asia/Tokyo')],
	])('a moment %s is ten o’clock there', (_form, value) => {
		Settings.defaultZone = 'Asia/Tokyo';
		expect(toUnixSeconds(value, zone)).toBe(tenOClock.toSeconds());
	});

	it.each<[form: string, value: unknown]>([
		['alone', '2026-02-05'],
		['as Russians write', '05.02.2026'],
		['with a time', '2026-02-05T23:30:00'],
		['with an offset', tenOClock.toISO()],
		['in UTC', tenOClock.toUTC().toISO()],
		['as a Date', tenOClock.toJSDate()],
		['as luxon', tenOClock],
		['as luxon in another zone', tenOClock.setZone('Pacific/Kiritimati')],
		['as JavaScript counts', tenOClock.toMillis()],
	])('a day %s is that day', (_form, value) => {
		expect(toDay(value, { zone, accountZone: 'America/Sao_Paulo' })).toBe('2026-02-05');
	});
});

it.each([
	['20260131'],
	[20260131],
	['202601311030'],
	['20260131103000'],
	[20260131103000],
	['2026'],
	[2026],
	['12:30'],
	['2026-01'],
	['2026-W05'],
	['31/01/2026'],
	['05.02.26'],
	['2026-02-30'],
	['30.02.2026'],
	['2026-01-31T25:00'],
	['soon'],
	[''],
	[true],
	[null],
	[{}],
	[Number.NaN],
	[new Date('nonsense')],
])('%j only looks like a date, if that', (value) => {
	expect(toUnixSeconds(value, 'UTC')).toBeUndefined();
	expect(toDay(value, { zone: 'UTC', accountZone: 'UTC' })).toBeUndefined();
});

// PHP#402: written 19 Oct 00:00Z reads as 18 Oct 21:00Z in a Moscow account, and is the nineteenth.
it.each([
	[1_634_590_800, 'Europe/Moscow', '2021-10-19'],
	[1_634_616_000, 'America/New_York', '2021-10-19'],
	[1_634_554_800, 'Pacific/Tongatapu', '2021-10-19'],
	[1_634_641_200, 'Pacific/Pago_Pago', '2021-10-19'],
])('%d is a midnight of %s: %s', (seconds, zone, day) => {
	expect(toIsoDay(seconds, zone)).toBe(day);
	expect(dayStart(day, zone)).toBe(seconds);
	// What amoCRM gave for a day is that day, wherever the workflow runs.
	expect(toDay(seconds, { zone: 'Asia/Tokyo', accountZone: zone })).toBe(day);
});

it('a day stays a day, however often it is read and written, wherever the account is', () => {
	fc.assert(
		fc.property(dayOf, zoneOf, zoneOf, (day, zone, accountZone) => {
			let read: string | null | undefined = day;
			for (let time = 0; time < 3; time++) {
				const written = toDay(read, { zone, accountZone });
				read = written && toIsoDay(dayStart(written, accountZone), accountZone);
			}
			expect(read).toBe(day);
			expect(toDay(dayFirst(day), { zone, accountZone })).toBe(day);
		}),
	);
});

it('all of a day is between its first second and its last', () => {
	fc.assert(
		fc.property(dayOf, zoneOf, (day, zone) => {
			const at = (seconds: number) => toIsoDay(seconds, zone);
			const [start, end] = [dayStart(day, zone), dayEnd(day, zone)];
			expect([at(start), at(end)]).toEqual([day, day]);
			expect(at(start - 1) === day || at(end + 1) === day).toBe(false);
		}),
	);
});

it('a moment stays a moment, in whatever form it is read and written', () => {
	fc.assert(
		fc.property(secondsOf, zoneOf, zoneOf, (seconds, zone, other) => {
			const moment = DateTime.fromSeconds(seconds, { zone: other });
			for (const form of [
				moment.toISO(),
				moment.toUTC().toISO(),
				moment.toJSDate(),
				moment,
				seconds,
				seconds * 1000,
			]) {
				expect(toUnixSeconds(form, zone)).toBe(seconds);
			}
		}),
	);
});

it.each([
	['2026-01-31', true],
	['31.01.2026', true],
	['2026-01-31T00:00', false],
	[1_769_817_600, false],
])('%j is a whole day: %s', (value, is) => {
	expect(isWholeDay(value)).toBe(is);
});
