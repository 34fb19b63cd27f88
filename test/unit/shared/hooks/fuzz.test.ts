import fc from 'fast-check';

import { decodeBody } from '../../../../nodes/shared/hooks/call';
import { readDelivery } from '../../../../nodes/shared/hooks/delivery';
import { decodeForm } from '../../../../nodes/shared/hooks/form';
import { MAX_DEPTH } from '../../../../nodes/shared/hooks/tree';
import { query, type Sent } from './query';
import { receivedAt } from './read';
import { samples } from './samples';

const RUNS = { seed: 20_260_131, numRuns: 200 };

const seeds = Object.values(samples);

const depthOf = (tree: unknown): number =>
	typeof tree === 'object' && tree !== null
		? 1 + Math.max(0, ...Object.values(tree).map(depthOf))
		: 0;

const leavesOf = (tree: unknown): string[] =>
	typeof tree === 'object' && tree !== null
		? Object.values(tree).flatMap(leavesOf)
		: [String(tree)];

/** The event's own keys add two. */
const DEPTH_OF_EVENT = MAX_DEPTH + 2;

function check(bytes: Uint8Array): void {
	const body = decodeBody(bytes) ?? {};
	const events = readDelivery(body, { bytes, receivedAt });
	expect(depthOf(body)).toBeLessThanOrEqual(MAX_DEPTH);
	for (const event of events) expect(depthOf(event)).toBeLessThanOrEqual(DEPTH_OF_EVENT);
	expect(JSON.parse(JSON.stringify(events))).toEqual(events);
	expect(Object.keys(Object.prototype)).toEqual([]);
}

/** A list has its indices from 0 on, so that other objects must not. */
const key = fc
	.oneof(
		fc.string({ unit: 'grapheme', minLength: 1 }),
		fc.constantFrom('id', 'old_id', 'note', 'tags', 'toString', 'valueOf', 'hasOwnProperty', '7'),
	)
	.filter((name) => !/[[\]]|^0$|^(?:__proto__|constructor|prototype)$/.test(name));

const tree = fc.letrec<{ tree: Sent; branch: Sent }>((tie) => ({
	tree: fc.oneof(
		{ maxDepth: 8, depthSize: 'small' },
		fc.string({ unit: 'grapheme' }),
		fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
		tie('branch'),
	),
	branch: fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
}));

const form = fc.dictionary(key, tree.tree, { maxKeys: 4, noNullPrototype: true });

/** The form of a body, some of its bytes others, gone or doubled. */
const mutated = fc
	.tuple(
		fc.constantFrom(...seeds).map(query),
		fc.array(
			fc.record({
				at: fc.nat(2000),
				gone: fc.nat(6),
				put: fc.oneof(
					fc.uint8Array({ maxLength: 4 }),
					fc
						.constantFrom('[', ']', '[]', '&', '=', '%', '%5B', '%ff', '&leads=1&', '[0]')
						.map((text) => Uint8Array.from(Buffer.from(text))),
				),
			}),
			{ minLength: 1, maxLength: 8 },
		),
	)
	.map(([bytes, changes]) =>
		changes.reduce(
			(held, { at, gone, put }) =>
				Buffer.concat([held.subarray(0, at), put, held.subarray(at + gone)]),
			bytes,
		),
	);

/** Any form below the keys that are read. */
const aimed = fc
	.tuple(
		fc.constantFrom('leads', 'contacts', 'task', 'talk', 'message', 'unsorted', 'add', 'x'),
		fc.constantFrom('add', 'update', 'note', 'delete', 'x'),
		fc.constantFrom('id', 'custom_fields', 'tags', 'note', 'data', 'price', 'is_read', 'result'),
		tree.tree,
	)
	.map(([entity, action, name, value]) => ({ [entity]: { [action]: [{ [name]: value }] } }));

it('reads back what PHP writes', () => {
	fc.assert(
		fc.property(form, (sent) => {
			expect(decodeForm(query(sent))).toEqual(sent);
		}),
		RUNS,
	);
});

it.each<[string, fc.Arbitrary<Uint8Array>]>([
	['any bytes', fc.uint8Array({ maxLength: 200 })],
	['mutated samples', mutated],
	['any form', form.map(query)],
	['any entity', aimed.map(query)],
	['any JSON', fc.json({ maxDepth: 40 }).map((text) => Uint8Array.from(Buffer.from(text)))],
	[
		'any JSON of an entity',
		aimed.map((sent) => Uint8Array.from(Buffer.from(JSON.stringify(sent)))),
	],
])('makes harmless items of %s', (_what, bytes) => {
	fc.assert(fc.property(bytes, check), RUNS);
});

it('loses no text of an entity', () => {
	fc.assert(
		fc.property(aimed, (sent) => {
			const bytes = query(sent);
			const events = readDelivery(decodeForm(bytes), { bytes, receivedAt });
			const raw = events.flatMap((event) => leavesOf(event.raw));
			expect(raw.sort()).toEqual(leavesOf(sent).sort());
		}),
		RUNS,
	);
});
