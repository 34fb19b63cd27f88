import { isOn, readFilters } from '../../../../nodes/shared/hooks/filterProperties';

it.each<[unknown, boolean]>([
	[true, true],
	['true', true],
	['да', true],
	[1, true],
	[false, false],
	['false', false],
	['0', false],
	['нет', false],
	['', false],
	[null, false],
	[undefined, false],
])('a switch that is %j is %s', (value, on) => {
	expect(isOn('Full Entity', value)).toBe(on);
	expect(readFilters({ ignoreRobots: value as string }).ignoredUsers).toEqual(on ? [0] : []);
	expect(readFilters({ ignoreOwn: value as string }, 9).ignoredUsers).toEqual(on ? [9] : []);
});

it('reads lists, texts with commas and single numbers', () => {
	expect(
		readFilters({ pipelines: [77, '78'], responsibleUsers: '4, 5', ignoredUsers: 9 }),
	).toMatchObject({ pipelines: [77, 78], responsibleUsers: [4, 5], ignoredUsers: [9] });
});

it.each([
	[{ ignoreRobots: 'perhaps' }, 'Ignore Robots'],
	[{ pipelines: ['Sales'] }, 'Pipelines'],
	[{ pipelines: [null] }, 'Pipelines'],
	[{ responsibleUsers: [true] }, 'Responsible Users'],
	[{ stages: ['142'] }, 'Stages'],
	[{ stages: ['any'] }, 'Stages'],
	[{ stages: ['any/won'] }, 'Stages'],
])('refuses %j and names the filter', (values, name) => {
	expect(() => readFilters(values as never)).toThrow(name);
});

it('reads stages of one pipeline, and won or lost of any', () => {
	expect(readFilters({ stages: ['77/142', 'any/142', ' Any/143 '] }).stages).toEqual([
		{ pipeline_id: 77, status_id: 142 },
		{ status_id: 142 },
		{ status_id: 143 },
	]);
});
