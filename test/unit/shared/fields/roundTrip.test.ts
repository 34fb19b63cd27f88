import { kindOf } from '../../../../nodes/shared/fields/types';
import { fieldOf, SAMPLES } from './samples';

/** The samples are of an account whose midnights are those of UTC. */
const ZONES = { zone: 'Europe/Moscow', accountZone: 'UTC' };

it('the samples have every type that amoCRM documents', () => {
	expect(new Set(SAMPLES.map(({ type }) => type)).size).toBe(25);
});

describe.each(SAMPLES)('$type', (sample) => {
	const { type, read, simple, written } = sample;
	const { encode, decode } = kindOf(type);

	it('is simplified to what can be given back', () => {
		expect(decode(read, ZONES.accountZone)).toEqual(simple);
		expect(encode(simple, fieldOf(sample), ZONES)).toEqual(written);
	});

	it('takes what amoCRM shows', () => {
		expect(encode(read, fieldOf(sample), ZONES)).toEqual(written);
	});
});

it('gives back a type that it does not know', () => {
	const read = [{ value: { a: 1 } }, { value: 2, enum_id: 3 }];
	const shown = [read[0], { ...read[1], enum_code: null }];
	const { encode, decode } = kindOf('hologram');
	const field = { id: 1, name: 'New', type: 'hologram' };
	expect(encode(decode(shown, ZONES.accountZone), field, ZONES)).toEqual(read);
});
