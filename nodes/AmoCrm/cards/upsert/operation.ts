import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { omit } from 'lodash';

import type { AccountSession } from '../../../shared/account/session';
import { attempt } from '../../../shared/attempt';
import { breathe } from '../../../shared/breath';
import { AmoCrmProblem } from '../../../shared/problem';
import { withArticle } from '../../factories/entity';
import type { AccountOperation, Item, Result } from '../../factories/operation';
import { offersOf } from '../../factories/part';
import { fill, gapsOf } from '../../factories/template';
import type { Card } from '../card';
import { mapperOf } from '../columns';
import { encodeMapped, mapperParameters, readMapped } from '../mapperForm';
import { areMany, CardList } from './list';
import { keysOf, readColumns } from './match';
import type { MatchMode } from './matchIndex';
import { CardSearch } from './search';
import { upsertAll, type Upsert, type UpsertOptions } from './upsertAll';
import type { OnSeveral } from './wave';

const parameters: INodeProperties[] = [
	{
		displayName: 'Match',
		name: 'matchMode',
		type: 'options',
		default: 'any',
		description:
			'When a card counts as the one that is meant, where several columns are matched on',
		options: [
			{ name: 'All Columns', value: 'all', description: 'Each column that has a value must match' },
			{ name: 'Any Column', value: 'any', description: 'One column that matches is enough' },
		],
	},
	{
		displayName: 'When Several Match',
		name: 'onSeveral',
		type: 'options',
		default: 'refuse',
		options: [
			{ name: 'Fail', value: 'refuse', description: 'Change none of them, and name them' },
			{ name: 'Use the Newest', value: 'newest', description: 'Update the one created last' },
		],
	},
];

const readId = ({ id }: IDataObject) => (id === undefined || id === '' ? undefined : Number(id));

const chosenBy = (item: Item) => item.parameter<string[]>('fields.matchingColumns', []) ?? [];

/** What an item asks for. */
async function prepare(session: AccountSession, card: Card, item: Item): Promise<Upsert> {
	const gaps = gapsOf(card.parents ?? [], item);
	const chosen = chosenBy(item);
	const mapped = readMapped(item, 'upsert');
	const own = { ...mapped, values: omit(mapped.values, 'id') };
	const encode = async (isNew: boolean) =>
		await encodeMapped(session, card, own, { gaps, isNew, zone: item.zone });
	const id = chosen.includes('id') ? readId(mapped.values) : undefined;
	const columns = await readColumns(session, card, gaps, chosen);
	const created = await encode(true);
	const keys = keysOf(columns, created.body);
	if (id === undefined && keys.flat().length === 0 && !isOnly(chosen, 'id')) {
		const names = columns.map(({ displayName }) => `"${displayName}"`).join(', ');
		throw new AmoCrmProblem('badInput', `There is nothing to find the ${card.singular} by.`, {
			hint: names ? `Empty: ${names}.` : 'Choose columns to match on.',
		});
	}
	return {
		id,
		keys,
		columns,
		gaps,
		created,
		changed: async () => await encode(false),
	};
}

const isOnly = (chosen: string[], id: string) => chosen.length === 1 && chosen[0] === id;

/** Items that are looked for and written together. */
interface Group {
	positions: number[];
	upserts: Upsert[];
	search: CardSearch;
	options: UpsertOptions;
}

const optionsOf = (item: Item): UpsertOptions => ({
	mode: item.parameter<MatchMode>('matchMode', 'any'),
	onSeveral: item.parameter<OnSeveral>('onSeveral', 'refuse'),
});

const groupKey = (card: Card, { gaps, columns }: Upsert, { mode, onSeveral }: UpsertOptions) =>
	[fill(card.path, gaps), ...columns.map(({ id }) => id), mode, onSeveral].join(' ');

/** Many cards are looked for in a list that is asked for beside the fields by which they are told apart. */
async function listAtOnce(session: AccountSession, card: Card, items: Item[]) {
	const [first] = items;
	const chosen = chosenBy(first);
	if (!areMany(items.length) || chosen.includes('id')) return undefined;
	const gaps = gapsOf(card.parents ?? [], first);
	// Everything waits for the fields: they go first.
	void attempt(readColumns(session, card, gaps, chosen));
	const list = new CardList(session, card, gaps, items.length);
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
	properties: [
		...(card.parents ?? []).map(({ property }) => property),
		...mapperParameters(card, 'upsert'),
		...parameters,
	],
	offers: offersOf(card.parents ?? [], { mappers: [mapperOf(card)] }),
	run: async (session, items) => {
		const results: Result[] = [];
		const groups = new Map<string, Group>();
		// What is wrong with the first item is said when it is prepared.
		const early = await listAtOnce(session, card, items).catch(() => undefined);
		const newGroup = ({ gaps, columns }: Upsert, options: UpsertOptions): Group => {
			const mayTake = groups.size === 0 && early?.path === fill(card.path, gaps);
			const list = mayTake ? early : new CardList(session, card, gaps, items.length);
			const search = new CardSearch({ session, card, list, columns });
			return { positions: [], upserts: [], search, options };
		};
		for (const [position, item] of items.entries()) {
			await breathe();
			const done = await attempt(prepare(session, card, item));
			if (!done.ok) {
				results[position] = { problem: done.error };
				continue;
			}
			const upsert = done.value;
			const options = optionsOf(item);
			const key = groupKey(card, upsert, options);
			const group = groups.get(key) ?? newGroup(upsert, options);
			groups.set(key, group);
			group.positions.push(position);
			group.upserts.push(upsert);
			if (upsert.id === undefined) group.search.lookFor(upsert.created.body);
			// Another group must see what this one creates.
			if (groups.size === 1) group.search.begin();
		}
		for (const { positions, upserts, search, options } of groups.values()) {
			const done = await attempt(upsertAll(session, card, upserts, search, options));
			positions.forEach((position, index) => {
				results[position] = done.ok ? done.value[index] : { problem: done.error };
			});
		}
		return results;
	},
});
