import { times } from 'lodash';

import {
	forgetWritten,
	lastWritten,
	noteWritten,
	presentTurn,
} from '../../../nodes/AmoCrm/cards/upsert/written';

afterEach(() => jest.useRealTimers());

it('knows the card that was last written under a key, and since when', () => {
	const before = presentTurn();
	noteWritten(['phone 1', 'phone 2'], 11);
	noteWritten(['phone 2'], 12);
	expect(lastWritten('phone 1')).toMatchObject({ id: 11, turn: before + 1 });
	expect(lastWritten('phone 2')).toMatchObject({ id: 12, turn: before + 2 });
	expect(lastWritten('phone 3')).toBeUndefined();
	forgetWritten('phone 2');
	expect(lastWritten('phone 2')).toBeUndefined();
});

it('forgets after some minutes', () => {
	jest.useFakeTimers({ now: 0 });
	noteWritten(['a phone'], 11);
	jest.setSystemTime(4 * 60_000);
	expect(lastWritten('a phone')).toMatchObject({ id: 11 });
	jest.setSystemTime(5 * 60_000);
	expect(lastWritten('a phone')).toBeUndefined();
});

it('keeps no more than ten thousand, the latest', () => {
	noteWritten(
		times(10_001, (index) => `key ${index}`),
		11,
	);
	expect(lastWritten('key 0')).toBeUndefined();
	expect(lastWritten('key 1')).toMatchObject({ id: 11 });
	noteWritten(['key 1', 'another'], 12);
	expect(lastWritten('key 2')).toBeUndefined();
	expect(lastWritten('key 1')).toMatchObject({ id: 12 });
	expect(lastWritten('key 10000')).toMatchObject({ id: 11 });
});
