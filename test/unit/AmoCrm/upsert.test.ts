import type { IDataObject } from 'n8n-workflow';

import { keysOf, type MatchColumn } from '../../../nodes/AmoCrm/cards/upsert/match';
import { planSearch } from '../../../nodes/AmoCrm/cards/upsert/search';
import {
	KnownCards,
	type MatchMode,
	type OnSeveral,
	planRound,
} from '../../../nodes/AmoCrm/cards/upsert/plan';
import { contact } from '../../../nodes/AmoCrm/resources/contact';

/** A column whose value lies openly in the card. */
const column = (id: string, filter?: string): MatchColumn => ({
	id,
	displayName: id,
	textsOf: (card) => (card[id] === undefined ? [] : [String(card[id])]),
	meanings: (text) => [text.toLowerCase()],
	sought: (text) => text.toLowerCase(),
	filter,
});

const columns = [column('name'), column('order')];

const entryOf = (body: IDataObject) => ({ keys: keysOf(columns, body), body });

function plan(
	bodies: IDataObject[],
	held: IDataObject[] = [],
	mode: MatchMode = 'any',
	onSeveral: OnSeveral = 'refuse',
) {
	const known = new KnownCards(columns, mode);
	for (const card of held) known.remember(Number(card.id), card);
	const round = planRound(contact, bodies.map(entryOf), known, { mode, onSeveral });
	const bodiesOf = (entries: Array<{ body: IDataObject }>) => entries.map(({ body }) => body);
	return {
		creates: bodiesOf(round.creates),
		updates: round.updates.map(({ found, entry }) => [found.id, entry.body]),
		refused: bodiesOf(round.refused.map(({ entry }) => entry)),
		waiting: bodiesOf(round.waiting),
	};
}

const nothing = { creates: [], updates: [], refused: [], waiting: [] };

describe('a round', () => {
	const [a, a2, ab, b, c] = [
		{ name: 'A' },
		{ name: 'a', order: '2' },
		{ name: 'A', order: 'B' },
		{ order: 'B' },
		{ name: 'C' },
	];

	it('creates what is not found, whatever has something in common waits for it', () => {
		expect(plan([a, c, a2])).toEqual({ ...nothing, creates: [a, c], waiting: [a2] });
	});

	it('lets nobody overtake one who waits', () => {
		expect(plan([a, ab, b])).toEqual({ ...nothing, creates: [a], waiting: [ab, b] });
	});

	it('writes no card twice', () => {
		const held = [{ id: 1, name: 'A', order: 'B' }];
		expect(plan([a, b], held)).toEqual({ ...nothing, updates: [[1, a]], waiting: [b] });
	});

	it('holds up nobody for one common value where all must match', () => {
		const orders = [ab, { name: 'A', order: 'X' }];
		expect(plan(orders, [], 'all')).toEqual({ ...nothing, creates: orders });
		expect(plan(orders, [{ id: 1, name: 'a', order: 'x' }], 'all')).toEqual({
			...nothing,
			creates: [ab],
			updates: [[1, orders[1]]],
		});
	});

	it('refuses where several match, or takes the one created last', () => {
		const held = [
			{ id: 1, name: 'A', created_at: 10 },
			{ id: 2, name: 'A', created_at: 30 },
			{ id: 3, order: 'B', created_at: 20 },
		];
		expect(plan([ab], held)).toEqual({ ...nothing, refused: [ab] });
		expect(plan([ab], held, 'any', 'newest')).toEqual({ ...nothing, updates: [[2, ab]] });
	});
});

describe('the search', () => {
	const bodies = Array.from({ length: 5_000 }, (_, index) => ({
		name: index % 2 ? 'Same' : 'SAME',
		order: `A-${index}`,
	}));

	it('asks for many values at once, in addresses that servers take', () => {
		const filter = 'filter[custom_fields_values][12345][]';
		const { filtered, texts } = planSearch([column('order', filter)], bodies, () => true);
		const asked = filtered.map((query) => query[filter] as string[]);
		expect(texts).toEqual([]);
		expect(asked.flat()).toEqual(bodies.map(({ order }) => order.toLowerCase()));
		expect(filtered.length).toBeLessThan(100);
		for (const values of asked) {
			const address = new URLSearchParams(values.map((value) => [filter, value])).toString();
			expect(address.length).toBeLessThanOrEqual(4_000);
		}
	});

	it('asks for each value once', () => {
		const { texts } = planSearch([column('name')], bodies, () => true);
		expect(texts).toEqual([{ query: 'same' }]);
	});
});
