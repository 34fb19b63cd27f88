import type { IDataObject, INodeProperties, ResourceMapperField } from 'n8n-workflow';
import { has } from 'lodash';

import { accountZone } from '../../shared/account/facts';
import type { AccountSession } from '../../shared/account/session';
import { columnId, readDefinitions, type FieldDefinition } from '../../shared/fields/definition';
import {
	assignFields,
	encodeCard,
	hasDays,
	needsDefinitions,
	type Assigned,
	type EmptyValues,
	type EncodedCard,
	type Given,
} from '../../shared/fields/encode';
import type { NativeField } from '../../shared/fields/native';
import { isEmpty } from '../../shared/fields/given';
import { isBlank } from '../../shared/fields/values';
import { AmoCrmProblem } from '../../shared/problem';
import type { Encoded, Form } from '../factories/form';
import { wordOf } from '../factories/input';
import { offersOf, type Item } from '../factories/operation';
import { textIn, type Gaps } from '../factories/entity';
import type { Card } from './card';
import { lookupOf, mapperOf } from './columns';

type Mode = 'add' | 'update' | 'upsert';

/** The typed form of a card: native fields and this account's own ones. */
const mapperParameter = (
	card: Card,
	mode: Mode,
	changes: Partial<INodeProperties> = {},
): INodeProperties => ({
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	required: true,
	default: { mappingMode: 'defineBelow', value: null },
	typeOptions: {
		loadOptionsDependsOn: [
			'authentication',
			'account.value',
			'resource',
			'operation',
			...(card.parents ?? []).map(({ name }) => `${name}.value`),
		],
		resourceMapper: {
			resourceMapperMethod: mapperOf(card).method,
			// In n8n's own mode for updates the form is empty unless a field can be matched by; the card is named above it.
			mode: mode === 'upsert' ? 'upsert' : 'add',
			fieldWords: { singular: 'field', plural: 'fields' },
			// Where there are none, the notice that comes in their place says why.
			hideNoDataError: true,
			multiKeyMatch: mode === 'upsert',
			supportAutoMap: true,
		},
	},
	description: `What to write into the ${card.singular}`,
	...changes,
});

/** What becomes of values that are empty, in both modes of the form. */
const emptyValuesParameter: INodeProperties = {
	displayName: 'Empty Values',
	name: 'emptyValues',
	type: 'options',
	default: 'leave',
	options: [
		{ name: 'Leave Alone', value: 'leave', description: 'The field keeps what it has' },
		{ name: 'Clear', value: 'clear', description: 'The field is emptied, where amoCRM allows it' },
	],
	description: 'What to do with a field whose value is null, an empty text or an empty list',
};

const LINKED_CARDS = 'linkedCards';

/** The cards that a card is linked to, where it has locators for them. */
const linkedParameters = ({ linkedBy = [] }: Card): INodeProperties[] =>
	linkedBy.length === 0
		? []
		: [
				{
					displayName: 'Linked Cards',
					name: LINKED_CARDS,
					type: 'collection',
					placeholder: 'Add Card',
					default: {},
					options: [...linkedBy]
						.sort((a, b) => a.property.displayName.localeCompare(b.property.displayName))
						.map(({ property }) => property),
					description: 'Cards of the account, instead of fields of the form that hold their IDs',
				},
			];

/** The same values, with those of native fields that locators of linked cards fill. */
export function withLinked({ linkedBy = [] }: Card, item: Item, given: Given): Given {
	if (linkedBy.length === 0) return given;
	const chosen = item.parameter<IDataObject>(LINKED_CARDS, {});
	const linked = linkedBy
		.filter(({ name }) => textIn(chosen[name]) !== '')
		.map(({ name, gap, read }) => [gap, read(chosen[name])]);
	return { ...given, values: { ...given.values, ...Object.fromEntries(linked) } };
}

/** The parameters of a form: one for new cards has nothing to empty. */
export const mapperParameters = (
	card: Card,
	mode: Mode,
	changes: Partial<INodeProperties> = {},
): INodeProperties[] => [
	mapperParameter(card, mode, changes),
	...linkedParameters(card),
	...(mode === 'add' ? [] : [emptyValuesParameter]),
];

const readEmptyValues = (item: Item, mode: Mode): EmptyValues =>
	mode === 'add' ? 'leave' : (wordOf(item, emptyValuesParameter) as EmptyValues);

/** @throws AmoCrmProblem `badInput` where a field that the form marks as required has no value */
function requireMapped(item: Item, name: string, values: IDataObject): void {
	const schema = item.parameter<ResourceMapperField[] | null>(`${name}.schema`, []) ?? [];
	const empty = schema.find(({ id, required }) => required && isBlank(values[id]));
	if (!empty) return;
	throw new AmoCrmProblem('badInput', `"${empty.displayName}" is missing.`, {
		hint: 'amoCRM does not take the request without it.',
	});
}

const isAutomatic = (item: Item, name: string) =>
	item.parameter<string>(`${name}.mappingMode`, 'defineBelow') === 'autoMapInputData';

/**
 * The mapped values of one item, as they were written. Asked for as `fields.value`, n8n would turn them into the types
 * of the form first: an empty text into 0, the fifth of February into the second of May. Under this spelling of
 * the same path it only evaluates them.
 */
export function readMapped(item: Item, mode: Mode, name = 'fields'): Given {
	const emptyValues = readEmptyValues(item, mode);
	if (isAutomatic(item, name)) {
		return { values: item.json, from: 'item', emptyValues };
	}
	const values = item.parameter<IDataObject | null>(`${name}["value"]`, {}) ?? {};
	requireMapped(item, name, values);
	return { values, from: 'form', emptyValues };
}

/** Names of the parts of a card's body. */
function namesOf(
	native: NativeField[],
	definitions: FieldDefinition[],
	{ body, parts }: EncodedCard,
): Encoded['nameOf'] {
	return (path) => {
		const [first, second] = path.split('.');
		if (first === 'custom_fields_values') {
			const written = (body.custom_fields_values ?? []) as IDataObject[];
			const id = written[Number(second)]?.field_id;
			return definitions.find((field) => field.id === id)?.name;
		}
		const head = first === '_embedded' ? [first, second] : [first];
		const byName = native.find(({ id }) => id === first);
		return (byName ?? [...parts.keys()].find((field) => has(parts.get(field), head)))?.displayName;
	};
}

interface Encoding {
	gaps: Gaps;
	isNew: boolean;
	/** The workflow's. */
	zone: string;
	/** Columns whose values are not written. */
	except?: string[];
}

/** Makes the body of one card of mapped values. */
export async function encodeMapped(
	session: AccountSession,
	{ native, singular, fieldsOf }: Card,
	given: Given,
	{ gaps, isNew, zone, except = [] }: Encoding,
): Promise<Encoded> {
	const definitions = needsDefinitions(given, native)
		? await readDefinitions(session, session.key, fieldsOf(gaps))
		: [];
	const isWritten = (one: Assigned) =>
		!except.includes('native' in one ? one.native.id : columnId(one.custom));
	const all = assignFields(given, native, definitions, session.domain);
	const assigned = except.length > 0 ? all.filter(isWritten) : all;
	const encoded = encodeCard(assigned, {
		isNew,
		zone,
		accountZone: hasDays(assigned) ? await accountZone(session) : 'utc',
		emptyValues: given.emptyValues,
		platform: session.platform,
	});
	return {
		body: encoded.body,
		nameOf: namesOf(native, definitions, encoded),
		lookupAt: (path) => lookupOf(native.find(({ id }) => id === path)),
		links: encoded.links.map(({ field: { displayName }, ...link }) => ({
			...link,
			singular,
			displayName,
		})),
	};
}

export const nothingToWrite = ({ singular }: Card, item: Item): AmoCrmProblem =>
	new AmoCrmProblem('badInput', `There is nothing to write into the new ${singular}.`, {
		hint: isAutomatic(item, 'fields')
			? 'No key of the item is the name of a field that has a value: rename the keys, or map the fields by hand.'
			: 'Give at least one field a value.',
	});

/** A form for new cards, which are not made of nothing. */
export const refuseEmpty = (card: Card, form: Form): Form => ({
	...form,
	encode: async (session, item, gaps) => {
		const encoded = await form.encode(session, item, gaps);
		if (isEmpty(encoded.body)) throw nothingToWrite(card, item);
		return encoded;
	},
});

/** n8n's typed mapping of fields, for new cards or for changes. */
export const mapperForm = (
	card: Card,
	mode: Mode,
	changes: Partial<INodeProperties> = {},
): Form => {
	const [property, ...others] = mapperParameters(card, mode, changes);
	return {
		properties: [property, ...others],
		offers: offersOf(card.linkedBy ?? [], { mappers: [mapperOf(card)] }),
		encode: async (session, item, gaps) =>
			await encodeMapped(
				session,
				card,
				withLinked(card, item, readMapped(item, mode, property.name)),
				{
					gaps,
					isNew: mode !== 'update',
					zone: item.zone,
				},
			),
	};
};
