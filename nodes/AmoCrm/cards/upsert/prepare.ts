import { omit, some } from 'lodash';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { lookupManyHint, type Lookup } from '../../../shared/editor/lookup';
import { columnId, readDefinitions } from '../../../shared/fields/definition';
import { isEmpty } from '../../../shared/fields/given';
import { columnFinder, noSuchField } from '../../../shared/fields/naming';
import { isBlank, splitList } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import type { Query } from '../../../shared/transport/client';
import { readId, gapsOf, type Gaps } from '../../factories/entity';
import { wordOf } from '../../factories/input';
import type { Item } from '../../factories/operation';
import { type Card, heldBy } from '../card';
import { mapperOf } from '../columns';
import {
	encodeMapped,
	mapperParameters,
	nothingToWrite,
	readMapped,
	withLinked,
} from '../mapperForm';
import { returnParameters, wantedOf } from '../wholeCard';
import { fieldColumn, keysOf, readColumns, type MatchColumn } from './match';
import type { MatchMode, OnSeveral } from './plan';
import type { Upsert, UpsertOptions } from './upsertAll';

const match: INodeProperties = {
	displayName: 'Match',
	name: 'matchMode',
	type: 'options',
	default: 'any',
	description: 'When a card counts as the one that is meant, where several fields are matched on',
	options: [
		{ name: 'All Fields', value: 'all', description: 'Each field that has a value must match' },
		{ name: 'Any Field', value: 'any', description: 'One field that matches is enough' },
	],
};

const several: INodeProperties = {
	displayName: 'When Several Match',
	name: 'onSeveral',
	type: 'options',
	default: 'refuse',
	options: [
		{ name: 'Fail', value: 'refuse', description: 'Change none of them, and name them' },
		{ name: 'Use the Newest', value: 'newest', description: 'Update the one created last' },
	],
};

const hasLists = ({ matchedBy = {} }: Card) => 'PHONE' in matchedBy;

const phonesAndEmails: INodeProperties = {
	displayName: 'Phones and Emails',
	name: 'phonesAndEmails',
	type: 'options',
	default: 'add',
	description:
		'What becomes of the phones and e-mails that a found card has. To fields that are matched on, new ones are always added.',
	options: [
		{ name: 'Add', value: 'add', description: 'Keep them, and add those that are new' },
		{ name: 'Replace', value: 'replace', description: 'Keep only those that are given' },
	],
};

/** The columns of the form, by the names that they have there. */
export const columnsLookup = (card: Card): Lookup => ({
	method: `columns_${card.name}`,
	load: async (session, parameter) => {
		const { fields } = await mapperOf(card).load(session, parameter);
		return fields
			.filter(({ id }) => id !== 'id')
			.map(({ displayName, id }) => ({ name: displayName, value: id }));
	},
});

const newOnly = (card: Card, form: INodeProperties): INodeProperties => ({
	displayName: 'Only for New Cards: Field Names or IDs',
	name: 'newOnlyFields',
	type: 'multiOptions',
	typeOptions: {
		loadOptionsMethod: columnsLookup(card).method,
		loadOptionsDependsOn: form.typeOptions?.loadOptionsDependsOn,
	},
	default: [],
	description: `Written into a new ${card.singular}, and left as they are in one that is found. ${lookupManyHint}.`,
});

/** What a person fills in and chooses. */
export function upsertParameters(card: Card): INodeProperties[] {
	const [form, ...others] = mapperParameters(card, 'upsert');
	return [
		form,
		...others,
		match,
		several,
		...(hasLists(card) ? [phonesAndEmails] : []),
		newOnly(card, form),
		...returnParameters(card),
	];
}

/** Whether phones and e-mails of a card that is found are given up. */
const replacesLists = (card: Card, item: Item) =>
	hasLists(card) && wordOf(item, phonesAndEmails) === 'replace';

const newOnlyFields = (item: Item): string[] =>
	splitList(item.parameter<unknown>('newOnlyFields', [])).map(String);

export const upsertOptions = (item: Item): UpsertOptions => ({
	mode: wordOf(item, match) as MatchMode,
	onSeveral: wordOf(item, several) as OnSeveral,
});

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
	const { values } = withLinked(card, item, readMapped(item, 'upsert'));
	const asksForLinks = card.native.some(({ id, toLinks }) => toLinks && !isBlank(values[id]));
	return asksForLinks ? { with: 'contacts' } : {};
}

/** What an item asks for. */
export async function prepare(session: AccountSession, card: Card, item: Item): Promise<Upsert> {
	const gaps = gapsOf(card.parents ?? [], item);
	wantedOf(card, item);
	const chosen = chosenBy(item);
	const mapped = withLinked(card, item, readMapped(item, 'upsert'));
	const own = { ...mapped, values: omit(mapped.values, 'id') };
	const encode = (isNew: boolean, except?: string[]) =>
		encodeMapped(session, card, own, { gaps, isNew, zone: item.zone, except });
	const id = chosen.includes('id') ? idOf(card, mapped.values) : undefined;
	const columns = await readColumns(session, card, gaps, chosen);
	const created = await encode(true);
	const lists = await listsIn(session, card, gaps, created.body);
	const newOnly = await newOnlyColumns(session, card, gaps, item);
	const keys = keysOf(columns, created.body);
	if (id === undefined && keys.flat().length === 0 && chosen.some((one) => one !== 'id')) {
		const names = columns.map(({ displayName }) => `"${displayName}"`).join(', ');
		throw new AmoCrmProblem('badInput', `There is nothing to find the ${card.singular} by.`, {
			hint: names ? `Empty: ${names}.` : 'Choose fields to match on.',
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
		changed: () => encode(false, newOnly),
	};
}
