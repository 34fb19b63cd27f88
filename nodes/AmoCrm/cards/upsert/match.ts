import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { columnId, readDefinitions, type FieldDefinition } from '../../../shared/fields/definition';
import { fieldFinder } from '../../../shared/fields/encode';
import { AmoCrmProblem } from '../../../shared/problem';
import type { Gaps } from '../../factories/template';
import type { Card } from '../card';
import { heldBy } from '../held';

/** What two texts have in common where they mean the same; empty where a text says nothing. */
type Normal = (text: string) => string;

/** amoCRM's filters tell upper from lower case, and what is found must not depend on how it was looked for. */
const exact: Normal = (text) => text.trim();

const address: Normal = (text) => text.trim().toLowerCase();

/** `+7 (900) 123-45-67` and `8 900 123 45 67` are one phone. */
const phone: Normal = (text) => text.replace(/\D/g, '').slice(-10);

const number: Normal = (text) =>
	text.trim() === '' ? '' : String(Number(text.replace(',', '.').trim()));

/** Types of fields by which cards can be told apart. */
const NORMALS: Record<string, Normal> = {
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

export const canMatch = ({ type }: Pick<FieldDefinition, 'type'>) => type in NORMALS;

/** A column by which cards are told apart. */
export interface MatchColumn {
	id: string;
	displayName: string;
	/** None for what every card has. */
	field?: FieldDefinition;
	/** The texts that a card has in it; also of a body that is about to be written. */
	textsOf(card: IDataObject): string[];
	normal: Normal;
	/** amoCRM's filter that takes several of them at once. */
	filter?: string;
}

const nameColumn: MatchColumn = {
	id: 'name',
	displayName: 'Name',
	textsOf: ({ name }) => (name === undefined ? [] : [String(name)]),
	normal: exact,
	filter: 'filter[name][]',
};

const fieldColumn = (field: FieldDefinition): MatchColumn => ({
	id: columnId(field),
	displayName: field.name,
	field,
	textsOf: (card) => heldBy(card, field).map(({ value }) => String(value ?? '')),
	normal: field.code === 'PHONE' ? phone : NORMALS[field.type],
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
	const find = fieldFinder(definitions);
	const columns = others.map((id) => {
		const field = find(id);
		if (field && canMatch(field)) return fieldColumn(field);
		throw new AmoCrmProblem('badInput', `Cards cannot be matched by "${field?.name ?? id}".`, {
			hint: 'Refresh the list of fields in the node, and choose the columns to match on again.',
		});
	});
	return chosen.includes('name') ? [nameColumn, ...columns] : columns;
}

/** What a card shares with those that match it, column by column. */
export type Keys = string[][];

const keyOf = ({ id, normal }: MatchColumn, text: string) => {
	const same = normal(text);
	return same === '' ? [] : [`${id}:${same}`];
};

export const keysOf = (columns: MatchColumn[], card: IDataObject): Keys =>
	columns.map((column) => column.textsOf(card).flatMap((text) => keyOf(column, text)));
