import { isNil } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { Platform } from '../../../shared/address';
import type { AccountSession } from '../../../shared/account/session';
import { columnId, readDefinitions, type FieldDefinition } from '../../../shared/fields/definition';
import { columnFinder, noSuchField } from '../../../shared/fields/naming';
import { toDecimal } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import type { Gaps } from '../../factories/entity';
import { type Card, heldBy } from '../card';
import { phonesIn, soughtPhone } from './phone';

/** What texts have in common where they mean the same; nothing where a text says nothing. */
type Meanings = (text: string) => string[];

const some = (text: string) => (text === '' ? [] : [text]);

/** amoCRM's filters tell upper from lower case, and what is found must not depend on how it was looked for. */
const exact: Meanings = (text) => some(text.trim());

const address: Meanings = (text) => some(text.trim().toLowerCase());

/** A JavaScript number would round long ones. */
const number: Meanings = (text) => some(toDecimal(text) ?? text.trim());

/** Types of fields by which cards can be told apart. */
const MEANINGS: Record<string, Meanings> = {
	text: exact,
	textarea: exact,
	url: exact,
	streetaddress: exact,
	tracking_data: exact,
	numeric: number,
	monetary: number,
	multitext: address,
};

/** @see https://www.amocrm.ru/developers/content/crm_platform/filters-api */
const FILTERED = new Set(['text', 'textarea', 'url', 'streetaddress', 'numeric']);

export const canMatch = ({ type }: Pick<FieldDefinition, 'type'>) => type in MEANINGS;

/** A column by which cards are told apart. */
export interface MatchColumn {
	id: string;
	displayName: string;
	/** None for what every card has. */
	field?: FieldDefinition;
	/** The texts that a card has in it; also of a body that is about to be written. */
	textsOf(card: IDataObject): string[];
	meanings: Meanings;
	/** What to ask amoCRM for, to find all texts that mean the same. */
	sought(text: string): string;
	/** amoCRM's filter that takes several of them at once. */
	filter?: string;
}

const askedAsMeant = (meanings: Meanings) => ({
	meanings,
	sought: (text: string) => meanings(text)[0] ?? '',
});

const nameColumn: MatchColumn = {
	id: 'name',
	displayName: 'Name',
	textsOf: ({ name }) => (isNil(name) ? [] : [String(name)]),
	...askedAsMeant(exact),
	filter: 'filter[name][]',
};

/** Each card can be asked for by it, which no search must find. */
export const idColumn: MatchColumn = {
	id: 'id',
	displayName: 'ID',
	textsOf: ({ id }) => [String(id)],
	...askedAsMeant(exact),
	filter: 'filter[id][]',
};

/** The texts of a field of the account. */
export const fieldColumn = (field: FieldDefinition, platform: Platform): MatchColumn => ({
	id: columnId(field),
	displayName: field.name,
	field,
	textsOf: (card) => heldBy(card, field).map(({ value }) => String(value ?? '')),
	...(field.code === 'PHONE'
		? {
				meanings: (text) => phonesIn(text, platform),
				sought: (text) => soughtPhone(text, platform),
			}
		: askedAsMeant(MEANINGS[field.type])),
	filter: FILTERED.has(field.type) ? `filter[custom_fields_values][${field.id}][]` : undefined,
});

/** The columns that a person chose to match by, without `id`, which needs no search. */
export async function readColumns(
	session: AccountSession,
	{ fieldsOf }: Card,
	gaps: Gaps,
	chosen: string[],
): Promise<MatchColumn[]> {
	const others = chosen.filter((id) => id !== 'id' && id !== 'name');
	const definitions =
		others.length > 0 ? await readDefinitions(session, session.key, fieldsOf(gaps)) : [];
	const find = columnFinder(definitions, session.domain);
	const columns = others.map((id) => {
		const field = find(id);
		if (!field) throw noSuchField(id, session.domain);
		if (canMatch(field)) return fieldColumn(field, session.platform);
		throw new AmoCrmProblem('badInput', `Cards cannot be matched by "${field.name}".`, {
			hint: 'Refresh the list of fields in the node, and choose the fields to match on again.',
		});
	});
	return chosen.includes('name') ? [nameColumn, ...columns] : columns;
}

/** What a card shares with those that match it, column by column. */
export type Keys = string[][];

const keysIn = ({ id, meanings }: MatchColumn, text: string) =>
	meanings(text).map((meaning) => `${id}:${meaning}`);

export const keysOf = (columns: MatchColumn[], card: IDataObject): Keys =>
	columns.map((column) => column.textsOf(card).flatMap((text) => keysIn(column, text)));
