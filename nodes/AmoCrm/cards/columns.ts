import type { ResourceMapperField } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { columnsOf } from '../../shared/fields/column';
import { columnId, forgetDefinitions, readDefinitions } from '../../shared/fields/definition';
import type { ChoiceSource, NativeField } from '../../shared/fields/native';
import { type Lookup, type Mapper, users } from '../../shared/editor/lookup';
import { customerStatuses } from '../lookups/lists';
import { pipelines, stages } from '../../shared/editor/pipelines';
import type { Card } from './card';
import { canMatch } from './upsert/match';

const CHOICES: Record<ChoiceSource, Lookup> = {
	users,
	pipelines,
	stages,
	customerStatuses,
};

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
	return { ...column, id, displayName, type: shown, options };
}

/** The columns by which any card can be found. */
const idColumn: ResourceMapperField = {
	...column,
	id: 'id',
	displayName: 'ID',
	type: 'number',
	canBeUsedToMatch: true,
};

const withMatch = (columns: ResourceMapperField[]) => [
	idColumn,
	...columns.map((one) => ({ ...one, canBeUsedToMatch: one.id === 'name' })),
];

/** Fields that an account which is not known yet has all the same. */
const commonColumns = ({ matchedBy = {} }: Card): ResourceMapperField[] =>
	Object.entries(matchedBy).map(([code, displayName]) => ({
		...column,
		id: code,
		displayName,
		type: 'string',
		canBeUsedToMatch: true,
		defaultMatch: true,
	}));

async function ownColumns(
	card: Card,
	session: AccountSession | undefined,
	parameter: Read,
): Promise<ResourceMapperField[]> {
	if (!session) return commonColumns(card);
	const { parents = [], fieldsOf, matchedBy = {} } = card;
	const gaps = Object.fromEntries(
		parents.map(({ gap, name, read }) => [gap, read(parameter(name))]),
	);
	const entity = fieldsOf(gaps);
	// Whoever refreshes the form has changed the fields, or a colleague has.
	forgetDefinitions(session.key, entity);
	const definitions = await readDefinitions(session, session.key, entity);
	const byColumn = new Map(definitions.map((field) => [columnId(field), field]));
	return columnsOf(definitions).map((own) => {
		const field = byColumn.get(own.id);
		return {
			...own,
			canBeUsedToMatch: field !== undefined && canMatch(field),
			defaultMatch: (field?.code ?? '') in matchedBy,
		};
	});
}

/** The columns of a card's form: what every account has, then what this account added. */
export const mapperOf = (card: Card): Mapper => ({
	method: `map_${card.name}`,
	load: async (session, parameter) => {
		const operation = parameter('operation');
		const columns = await Promise.all(
			card.native.map(async (field) => await nativeColumn(field, session, parameter)),
		);
		const needed = operation === 'create' && card.needs ? await card.needs(session) : [];
		const marked = columns.map((one) => ({ ...one, required: needed.includes(one.id) }));
		const native = operation === 'upsert' ? withMatch(marked) : marked;
		return { fields: [...native, ...(await ownColumns(card, session, parameter))] };
	},
});
