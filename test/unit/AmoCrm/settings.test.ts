import type { Item } from '../../../nodes/AmoCrm/factories/operation';
import { limitOf, outputOf } from '../../../nodes/AmoCrm/factories/listParameters';
import { problemOf } from '../support/problem';

const item = (parameters: Record<string, unknown>): Item => ({
	index: 0,
	json: {},
	zone: 'UTC',
	parameter: <T>(name: string, fallback?: T) => (parameters[name] ?? fallback) as T,
	saved: (name) => parameters[name],
});

it.each<[parameters: Record<string, unknown>, limit: number]>([
	[{}, 50],
	[{ limit: '10' }, 10],
	[{ limit: '' }, 50],
	[{ returnAll: 'да', limit: 10 }, Infinity],
	// A text that says no must not return everything.
	[{ returnAll: 'false', limit: 10 }, 10],
])('%j asks for %d', (parameters, limit) => {
	expect(limitOf(item(parameters))).toBe(limit);
});

it.each([[{ limit: 0 }], [{ limit: 'all' }], [{ limit: 1.5 }], [{ returnAll: 'perhaps' }]])(
	'%j is refused',
	async (parameters) => {
		const { message } = await problemOf(() => limitOf(item(parameters)));
		expect(message).toMatch(/^The field "(Limit|Return All)" cannot be "/);
	},
);

it('a text that says no is not simplified', () => {
	expect(['false', 'нет', 0].map((simplify) => outputOf(item({ simplify })).isSimplified)).toEqual([
		false,
		false,
		false,
	]);
});
