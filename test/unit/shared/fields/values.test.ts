import fc from 'fast-check';
import { DateTime } from 'luxon';

import {
	toDecimal,
	toFlag,
	toInteger,
	toNumber,
	toText,
} from '../../../../nodes/shared/fields/values';

it.each<[given: unknown, digits: string]>([
	['1 234,50', '1234.5'],
	['1\u00a0234\u202f567,8', '1234567.8'],
	['1234.5', '1234.5'],
	[1234.5, '1234.5'],
	['1.234,5', '1234.5'],
	['1,234.5', '1234.5'],
	['1,234,567', '1234567'],
	['1234,567', '1234.567'],
	['0,123', '0.123'],
	['1.234', '1.234'],
	['1e-7', '0.0000001'],
	[1e-7, '0.0000001'],
	['12.5E+3', '12500'],
	['-0', '0'],
	['+5', '5'],
	[' 007 ', '7'],
	['12345678901234567', '12345678901234567'],
	['0.12345678901234567890', '0.1234567890123456789'],
])('%j is the number %s', (given, digits) => {
	expect(toDecimal(given)).toBe(digits);
});

it.each([
	['1,234'],
	['12 34'],
	['1 2345'],
	['1.2.3'],
	['many'],
	['5 pcs'],
	['0x10'],
	[''],
	['Infinity'],
	[Number.NaN],
	[true],
	[null],
	[[5]],
	// Its digits were lost before it came here.
	[12345678901234567000],
])('%j is no number, or could be two', (given) => {
	expect(toDecimal(given)).toBeUndefined();
});

it('every number is written with the digits by which JavaScript reads it again', () => {
	const isExact = (number: number) => !Number.isInteger(number) || Number.isSafeInteger(number);
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isExact), (number) => {
			expect(Number(toDecimal(number))).toBe(number === 0 ? 0 : number);
			expect(toNumber(number)).toBe(number === 0 ? 0 : number);
		}),
	);
});

it.each<[given: unknown, integer: number | undefined]>([
	['501', 501],
	['1 000', 1000],
	['5.00', 5],
	[0, 0],
	['', undefined],
	[null, undefined],
	['1.5', undefined],
	['9007199254740991', 9007199254740991],
	['12345678901234567', undefined],
])('%j is the whole number %p', (given, integer) => {
	expect(toInteger(given)).toBe(integer);
});

it.each([
	[true, ['TRUE', 'true', 1, '1', 'yes', 'Да', ' да ', 'on', 'sí', 'sim', true]],
	[false, ['FALSE', 0, '0', 'no', 'нет', 'OFF', 'não', false]],
	[undefined, ['', 'maybe', 2, null, '10', 'da?']],
])('%p is said by %j', (flag, words) => {
	expect(words.map(toFlag)).toEqual(words.map(() => flag));
});

it.each<[given: unknown, text: string | undefined]>([
	['a', 'a'],
	[12.5, '12.5'],
	[true, 'true'],
	['12345678901234567', '12345678901234567'],
	[new Date('2026-01-31T10:00:00Z'), '2026-01-31T10:00:00.000Z'],
	[DateTime.fromISO('2026-01-31T10:00:00Z', { zone: 'utc' }), '2026-01-31T10:00:00.000Z'],
	// Its digits were lost before it came here.
	[12345678901234567000, undefined],
	[{ number: '+7' }, undefined],
	[['a'], undefined],
	[new Date('never'), undefined],
])('%j is the text %p', (given, text) => {
	expect(toText(given)).toBe(text);
});
