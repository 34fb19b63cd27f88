import type { INodeProperties } from 'n8n-workflow';

import { lookupManyHint, type Lookup } from '../../../shared/editor/lookup';
import { splitList } from '../../../shared/splitList';
import { wordOf } from '../../factories/input';
import type { Item } from '../../factories/operation';
import type { Card } from '../card';
import { mapperOf } from '../columns';
import { mapperParameters } from '../mapperForm';
import type { MatchMode } from './knownCards';
import type { UpsertOptions } from './upsertAll';
import type { OnSeveral } from './wave';

const match: INodeProperties = {
	displayName: 'Match',
	name: 'matchMode',
	type: 'options',
	default: 'any',
	description: 'When a card counts as the one that is meant, where several columns are matched on',
	options: [
		{ name: 'All Columns', value: 'all', description: 'Each column that has a value must match' },
		{ name: 'Any Column', value: 'any', description: 'One column that matches is enough' },
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
		'What becomes of the phones and e-mails that a found card has. To columns that are matched on, new ones are always added.',
	options: [
		{ name: 'Add', value: 'add', description: 'Keep them, and add those that are new' },
		{ name: 'Replace', value: 'replace', description: 'Keep only those that are given' },
	],
};

/** The columns of the form, by the names that they have there. */
export const columnNames = (card: Card): Lookup => ({
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
		loadOptionsMethod: columnNames(card).method,
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
	];
}

/** Whether phones and e-mails of a card that is found are given up. */
export const replacesLists = (card: Card, item: Item) =>
	hasLists(card) && wordOf(item, phonesAndEmails) === 'replace';

export const newOnlyFields = (item: Item): string[] =>
	splitList(item.parameter<unknown>('newOnlyFields', [])).map(String);

export const optionsOf = (item: Item): UpsertOptions => ({
	mode: wordOf(item, match) as MatchMode,
	onSeveral: wordOf(item, several) as OnSeveral,
});
