import type { ResourceMapperField } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { columnsOf } from '../../shared/fields/column';
import { readDefinitions } from '../../shared/fields/definition';
import type { ChoiceSource, NativeField } from '../../shared/fields/native';
import type { Lookup, Mapper } from '../factories/lookup';
import { pipelines, stages } from '../lookups/pipelines';
import { users } from '../lookups/users';
import type { Card } from './card';

const CHOICES: Record<ChoiceSource, Lookup> = { users, pipelines, stages };

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

async function ownColumns(
	{ parents = [], fieldsOf }: Card,
	session: AccountSession | undefined,
	parameter: Read,
): Promise<ResourceMapperField[]> {
	if (!session) return [];
	const gaps = Object.fromEntries(
		parents.map(({ gap, name, read }) => [gap, read(parameter(name))]),
	);
	return columnsOf(await readDefinitions(session, session.key, fieldsOf(gaps)));
}

/** The columns of a card's form: what every account has, then what this account added. */
export const mapperOf = (card: Card): Mapper => ({
	method: `map_${card.name}`,
	load: async (session, parameter) => {
		const isNew = parameter('operation') !== 'update';
		const offered = card.native.filter(({ onCreateOnly }) => isNew || !onCreateOnly);
		const columns = await Promise.all(
			offered.map(async (field) => await nativeColumn(field, session, parameter)),
		);
		return { fields: [...columns, ...(await ownColumns(card, session, parameter))] };
	},
});
