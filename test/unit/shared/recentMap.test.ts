import { RecentMap } from '../../../nodes/shared/recentMap';

it('forgets what was not used for longest', () => {
	const map = new RecentMap<string, number>({ most: 2 });
	map.set('a', 1);
	map.set('b', 2);
	expect(map.get('a')).toBe(1);
	map.set('c', 3);
	expect(map.get('b')).toBeUndefined();
	expect(map.values()).toEqual([1, 3]);
});

it('keeps what must not be forgotten, and forgets the next one instead', () => {
	const map = new RecentMap<string, number>({ most: 2, mayForget: (value) => value !== 1 });
	for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, index + 1);
	expect(map.values()).toEqual([1, 4]);
});

it('never forgets what was just put in', () => {
	const map = new RecentMap<string, number>({ most: 1, mayForget: (value) => value > 2 });
	for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index + 1);
	expect(map.get('c')).toBe(3);
});

it('tells what it has forgotten', () => {
	const forgotten: number[] = [];
	const map = new RecentMap<string, number>({
		most: 1,
		forgotten: (value) => void forgotten.push(value),
	});
	map.set('a', 1);
	map.set('b', 2);
	map.set('b', 3);
	expect(forgotten).toEqual([1]);
});

it('makes a value once', () => {
	const map = new RecentMap<string, object>({ most: 1 });
	const made = map.having('a', () => ({}));
	expect(map.having('a', () => ({}))).toBe(made);
});
