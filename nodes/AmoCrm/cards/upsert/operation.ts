import type { AccountSession } from '../../../shared/account/session';
import { settle } from '../../../shared/settle';
import { yieldToOthers } from '../../../shared/yieldToOthers';
import { withArticle, fill, gapsOf, propertiesOf } from '../../factories/entity';
import { type AccountOperation, type Item, type Result, offersOf } from '../../factories/operation';
import type { Card } from '../card';
import { mapperOf } from '../columns';
import { readColumns } from './match';
import {
	chosenBy,
	columnsLookup,
	upsertOptions,
	prepare,
	readWith,
	upsertParameters,
} from './prepare';
import { areMany, CardList, CardSearch } from './search';
import { upsertAll, type Batch, type Upsert, type UpsertOptions } from './upsertAll';

const groupKey = (card: Card, { gaps, keeping }: Upsert, { mode, onSeveral }: UpsertOptions) =>
	[fill(card.path, gaps), ...keeping.matched.map(({ id }) => id), mode, onSeveral].join(' ');

/** Many cards are looked for in a list that is asked for beside the fields by which they are told apart. */
async function prefetchList(session: AccountSession, card: Card, items: Item[]) {
	const [first] = items;
	const chosen = chosenBy(first);
	if (!areMany(items.length) || chosen.includes('id')) return undefined;
	const gaps = gapsOf(card.parents ?? [], first);
	// Everything waits for the fields: they go first.
	void settle(readColumns(session, card, gaps, chosen));
	const list = new CardList(session, card, gaps, items.length, readWith(card, first));
	list.begin();
	return list;
}

/** Updates the cards that are found by chosen columns, and creates those that are not. */
export const upsertOperation = (card: Card): AccountOperation => ({
	name: 'upsert',
	displayName: 'Create or Update',
	description: `Update ${withArticle(card.singular)} found by chosen fields, or create it`,
	action: `Create or update ${withArticle(card.singular)}`,
	api: `GET, POST, PATCH ${card.path}`,
	properties: [...propertiesOf(card.parents ?? []), ...upsertParameters(card)],
	offers: offersOf([...(card.parents ?? []), ...(card.linkedBy ?? [])], {
		mappers: [mapperOf(card)],
		lookups: [columnsLookup(card)],
	}),
	run: async (session, items) => {
		const results: Result[] = [];
		const positions = new Map<Upsert, number>();
		const groups = new Map<string, Batch>();
		// What is wrong with the first item is said when it is prepared.
		const prefetched = await prefetchList(session, card, items).catch(() => undefined);
		const newGroup = ({ gaps, keeping }: Upsert, item: Item): Batch => {
			const mayTake = groups.size === 0 && prefetched?.path === fill(card.path, gaps);
			const list = mayTake
				? prefetched
				: new CardList(session, card, gaps, items.length, readWith(card, item));
			const search = new CardSearch({ session, card, list, columns: keeping.matched });
			return { session, card, search, options: upsertOptions(item), entries: [] };
		};
		for (const [position, item] of items.entries()) {
			if (item.ending?.isOver) return results;
			await yieldToOthers();
			const done = await settle(prepare(session, card, item));
			if (!done.ok) {
				results[position] = { problem: done.error };
				if (item.ending) item.ending.isOver = true;
				continue;
			}
			const upsert = done.value;
			const key = groupKey(card, upsert, upsertOptions(item));
			const group = groups.get(key) ?? newGroup(upsert, item);
			groups.set(key, group);
			group.entries.push(upsert);
			positions.set(upsert, position);
			if (upsert.id === undefined) group.search.lookFor(upsert.created.body);
			// Another group must see what this one creates.
			if (groups.size === 1) group.search.begin();
		}
		for (const group of groups.values()) {
			const done = await settle(upsertAll(group));
			group.entries.forEach((entry, index) => {
				const result = done.ok ? done.value[index] : { problem: done.error };
				results[positions.get(entry) ?? 0] = result;
			});
		}
		return results;
	},
});
