import { isNil, omitBy, sortBy } from 'lodash';
import type { IDataObject, ResourceMapperField } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { columnsOf } from '../../shared/fields/column';
import {
	columnId,
	forgetDefinitions,
	readDefinitions,
	type FieldDefinition,
} from '../../shared/fields/definition';
import { columnFinder, columnNames } from '../../shared/fields/naming';
import type { ChoiceSource, NativeField } from '../../shared/fields/native';
import { settle } from '../../shared/settle';
import { type Lookup, type Mapper, users } from '../../shared/editor/lookup';
import { customerStatuses, lossReasons, type FieldNames } from '../lookups/lists';
import { pipelines, stages } from '../../shared/editor/pipelines';
import type { Card } from './card';
import { canMatch } from './upsert/match';

const CHOICES: Record<ChoiceSource, Lookup> = {
	users,
	pipelines,
	stages,
	lossReasons,
	customerStatuses,
};

/** The list that a native field is chosen from. */
export const lookupOf = (field?: NativeField): Lookup | undefined =>
	field?.choices && CHOICES[field.choices];

const column = { required: false, defaultMatch: false, canBeUsedToMatch: false, display: true };

type Read = (name: string) => unknown;

/** A native field; without its list of choices where no account is at hand to ask. */
async function nativeColumn(
	{ id, displayName, shown, choices: source }: NativeField,
	session: AccountSession | undefined,
	parameter: Read,
): Promise<ResourceMapperField> {
	if (!source || !session) return { ...column, id, displayName, type: source ? 'number' : shown };
	const options = await CHOICES[source].load(session, parameter);
	// Nobody could choose from an empty list.
	if (options.length === 0) return { ...column, id, displayName, type: 'number' };
	return { ...column, id, displayName, type: shown, options };
}

/** The columns by which any card can be found. */
const idField: ResourceMapperField = {
	...column,
	id: 'id',
	displayName: 'ID',
	type: 'number',
	canBeUsedToMatch: true,
};

const withMatch = (columns: ResourceMapperField[]) => [
	idField,
	...columns.map((one) => ({ ...one, canBeUsedToMatch: one.id === 'name' })),
];

/** The form as the workflow keeps it. */
interface SavedForm {
	value?: IDataObject | null;
	schema?: ResourceMapperField[] | null;
	matchingColumns?: string[] | null;
}

/** A lead that is created with its contact and company has a form for each. */
const savedForm = ({ name }: Card, parameter: Read): SavedForm =>
	(parameter(`${name}Fields`) ?? parameter('fields') ?? {}) as SavedForm;

/** The columns that it uses: n8n notes the others there as well, as null. */
const usedIn = ({ value, matchingColumns }: SavedForm): string[] => [
	...new Set([...Object.keys(omitBy(value ?? {}, isNil)), ...(matchingColumns ?? [])]),
];

/** A column and whether a form that nobody has touched shows it. */
interface Offered {
	column: ResourceMapperField;
	/** By this the card knows its usual fields. */
	known: string;
}

/** Fields that an account which is not known yet has all the same. */
const commonColumns = ({ matchedBy = {} }: Card): Offered[] =>
	Object.entries(matchedBy).map(([code, displayName]) => ({
		known: code,
		column: {
			...column,
			id: code,
			displayName,
			type: 'string',
			canBeUsedToMatch: true,
			defaultMatch: true,
		},
	}));

const isFirstVersion = (parameter: Read) => Number(parameter('@version') ?? 1) === 1;

/** Nodes of the first version keep the ids that they were saved with, which say nothing in another account. */
export const fieldNames =
	({ native }: Card): FieldNames =>
	(definitions, parameter) => {
		if (isFirstVersion(parameter)) return undefined;
		const names = columnNames(
			definitions,
			native.map(({ id }) => id),
		);
		return (field) => names.get(field) ?? columnId(field);
	};

/** The fields that a saved form means by its columns, however it names them: n8n drops values without a column. */
async function spellings(definitions: FieldDefinition[], account: string, used: string[]) {
	const find = columnFinder(definitions, account);
	const found = new Map<FieldDefinition, string>();
	for (const name of used) {
		const field = await settle((async () => find(name))());
		if (field.ok && field.value && !found.has(field.value)) found.set(field.value, name);
	}
	return found;
}

async function ownColumns(
	card: Card,
	session: AccountSession | undefined,
	parameter: Read,
	used: string[],
): Promise<Offered[]> {
	if (!session) return commonColumns(card);
	const { parents = [], fieldsOf, matchedBy = {} } = card;
	const gaps = Object.fromEntries(
		parents.map(({ gap, name, read }) => [gap, read(parameter(name))]),
	);
	const entity = fieldsOf(gaps);
	// Whoever refreshes the form has changed the fields, or a colleague has.
	forgetDefinitions(session.key, entity);
	const definitions = await readDefinitions(session, session.key, entity);
	const idOf = fieldNames(card)(definitions, parameter) ?? columnId;
	const isOwn = (name: string) => name !== 'id' && !card.native.some(({ id }) => id === name);
	const spelled = await spellings(definitions, session.domain, used.filter(isOwn));
	return columnsOf(definitions, (field) => spelled.get(field) ?? idOf(field)).map(
		({ field, column: own }) => ({
			known: field.code ?? own.id,
			column: {
				...own,
				canBeUsedToMatch: canMatch(field),
				defaultMatch: (field.code ?? '') in matchedBy,
			},
		}),
	);
}

/** Columns of a form that was filled in for another account: n8n would drop their values. */
const missingColumns = (
	{ schema }: SavedForm,
	used: string[],
	there: Offered[],
): ResourceMapperField[] =>
	used
		.filter((id) => !there.some((one) => one.column.id === id))
		.map((id) => {
			const saved = (schema ?? []).find((one) => one.id === id);
			// Of what it has in its form n8n knows itself whether it is shown.
			const removed = saved !== undefined;
			return { ...column, displayName: id, type: 'string', ...saved, id, required: false, removed };
		});

/** In nodes since version 1.1, cards that a card is linked to are chosen by locators beside the form. */
const withoutLinked = (
	{ native, linkedBy = [] }: Card,
	parameter: Read,
	used: string[],
): NativeField[] =>
	isFirstVersion(parameter)
		? native
		: native.filter(({ id }) => used.includes(id) || !linkedBy.some(({ gap }) => gap === id));

/** The columns of a card's form: what every account has, then what this account added; the usual ones first. */
export const mapperOf = (card: Card): Mapper => ({
	method: `map_${card.name}`,
	load: async (session, parameter) => {
		const operation = parameter('operation');
		const saved = savedForm(card, parameter);
		const used = usedIn(saved);
		const columns = await Promise.all(
			withoutLinked(card, parameter, used).map((field) => nativeColumn(field, session, parameter)),
		);
		const needed = operation === 'create' && card.needs ? await card.needs(session) : [];
		const marked = columns.map((one) => ({ ...one, required: needed.includes(one.id) }));
		const native = operation === 'upsert' ? withMatch(marked) : marked;
		const offered = [
			...native.map((one) => ({ known: one.id, column: one })),
			...(await ownColumns(card, session, parameter, used)),
		];
		const rank = ({ known }: Offered) => card.usual.indexOf(known) + 1 || Infinity;
		const isShown = ({ known, column: { id, required } }: Offered) =>
			required || card.usual.includes(known) || used.includes(id);
		return {
			fields: [
				...sortBy(offered, rank).map((one) => ({ ...one.column, removed: !isShown(one) })),
				...missingColumns(saved, used, offered),
			],
		};
	},
});
