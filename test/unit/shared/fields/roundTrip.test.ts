import { kindOf } from '../../../../nodes/shared/fields/types';
import { fieldOf, SAMPLES } from './samples';

it('the samples have every type that amoCRM documents', () => {
	expect(new Set(SAMPLES.map(({ type }) => type)).size).toBe(25);
});

describe.each(SAMPLES)('$type', (sample) => {
	const { type, read, simple, written } = sample;
	const { encode, decode } = kindOf(type);

	it('is simplified to what can be given back', () => {
		expect(decode(read)).toEqual(simple);
		expect(encode(simple, fieldOf(sample))).toEqual(written);
	});

	it('takes what amoCRM shows', () => {
		expect(encode(read, fieldOf(sample))).toEqual(written);
	});
});

it('gives back a type that it does not know', () => {
	const read = [{ value: { a: 1 } }, { value: 2, enum_id: 3 }];
	const { encode, decode } = kindOf('hologram');
	expect(encode(decode(read), { id: 1, name: 'New', type: 'hologram' })).toEqual(read);
});
