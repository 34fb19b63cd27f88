import { omit, some } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { columnId, readDefinitions } from '../../../shared/fields/definition';
import { columnFinder, noSuchField } from '../../../shared/fields/naming';
import { isEmpty } from '../../../shared/fields/given';
import { isBlank } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import { readId, gapsOf, type Gaps } from '../../factories/entity';
import type { Item } from '../../factories/operation';
import type { Card } from '../card';
import { heldBy } from '../held';
import { encodeMapped, nothingToWrite, readMapped } from '../mapperForm';
import type { Query } from './list';
import { fieldColumn, keysOf, readColumns, type MatchColumn } from './match';
import { newOnlyFields, replacesLists } from './parameters';
import type { Upsert } from './upsertAll';

/** The id that the item has for its card. */
const idOf = (card: Card, { id }: IDataObject) =>
	isBlank(id) ? undefined : Number(readId(card, id));

/** The columns that are not written into a card that is found. */
async function newOnlyColumns(session: AccountSession, card: Card, gaps: Gaps, item: Item) {
	const names = newOnlyFields(item);
	const isNative = (name: string) => card.native.some(({ id }) => id === name);
	if (names.every(isNative)) return names;
	const definitions = await readDefinitions(session, session.key, card.fieldsOf(gaps));
	const find = columnFinder(definitions, session.domain);
	return names.map((name) => {
		if (isNative(name)) return name;
		const field = find(name);
		if (field) return columnId(field);
		throw noSuchField(name, session.domain);
	});
}

/** Lists of phones and e-mails in a body, of which a card may have others. */
async function listsIn(
	session: AccountSession,
	card: Card,
	gaps: Gaps,
	{ custom_fields_values: fields }: IDataObject,
): Promise<MatchColumn[]> {
	if (!fields) return [];
	const definitions = await readDefinitions(session, session.key, card.fieldsOf(gaps));
	return definitions
		.filter(
			({ id, type }) =>
				type === 'multitext' && heldBy({ custom_fields_values: fields }, { id }).length > 0,
		)
		.map((field) => fieldColumn(field, session.platform));
}

/** The columns that an item's card is found by. */
export const chosenBy = (item: Item) =>
	item.parameter<string[]>('fields.matchingColumns', []) ?? [];

/** What is to be read of cards with those that the item finds: whether they have the links that it asks for. */
export function readWith(card: Card, item: Item): Query {
	const { values } = readMapped(item, 'upsert');
	const asksForLinks = card.native.some(({ id, toLink }) => toLink && !isBlank(values[id]));
	return asksForLinks ? { with: 'contacts' } : {};
}

/** What an item asks for. */
export async function prepare(session: AccountSession, card: Card, item: Item): Promise<Upsert> {
	const gaps = gapsOf(card.parents ?? [], item);
	const chosen = chosenBy(item);
	const mapped = readMapped(item, 'upsert');
	const own = { ...mapped, values: omit(mapped.values, 'id') };
	const encode = async (isNew: boolean, except?: string[]) =>
		await encodeMapped(session, card, own, { gaps, isNew, zone: item.zone, except });
	const id = chosen.includes('id') ? idOf(card, mapped.values) : undefined;
	const columns = await readColumns(session, card, gaps, chosen);
	const created = await encode(true);
	const lists = await listsIn(session, card, gaps, created.body);
	const newOnly = await newOnlyColumns(session, card, gaps, item);
	const keys = keysOf(columns, created.body);
	if (id === undefined && keys.flat().length === 0 && chosen.some((one) => one !== 'id')) {
		const names = columns.map(({ displayName }) => `"${displayName}"`).join(', ');
		throw new AmoCrmProblem('badInput', `There is nothing to find the ${card.singular} by.`, {
			hint: names ? `Empty: ${names}.` : 'Choose columns to match on.',
		});
	}
	if (id === undefined && isEmpty(created.body)) throw nothingToWrite(card, item);
	return {
		id,
		keys,
		keeping: {
			matched: columns,
			added: replacesLists(card, item)
				? lists.filter((one) => some(columns, { id: one.id }))
				: lists,
		},
		gaps,
		created,
		changed: async () => await encode(false, newOnly),
	};
}
