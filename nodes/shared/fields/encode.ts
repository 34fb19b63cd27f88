import type { IDataObject } from 'n8n-workflow';
import { mergeWith, sortBy, uniqBy } from 'lodash';

import { AmoCrmProblem } from '../problem';
import { columnId, type FieldDefinition } from './definition';
import { isRecord } from './kind';
import { columnFinder, fieldFinder, noSuchField } from './naming';
import { clearedBy, type CardLink, type NativeField, type WriteContext } from './native';
import type { DayZones } from './time';
import { kindOf } from './types';
import { isBlank } from './values';

/** What becomes of a field whose value is empty: null, an empty text or an empty list. */
export type EmptyValues = 'leave' | 'clear';

/** How values were given. */
export interface Given {
	values: IDataObject;
	/** `form`: field by field, a name that no field has is a mistake. `item`: an input item may carry anything. */
	from: 'form' | 'item';
	emptyValues: EmptyValues;
}

/** One value and the field that it is meant for. */
export type Assigned =
	{ value: unknown; native: NativeField } | { value: unknown; custom: FieldDefinition };

const isEmpty = (value: unknown) => isBlank(value) || (Array.isArray(value) && value.length === 0);

/** As amoCRM tells of what a card has not. */
const isNone = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

const fieldsById = (native: NativeField[]) => new Map(native.map((field) => [field.id, field]));

/** Says whether the account's own fields must be known to encode these values. */
export function needsDefinitions({ values }: Given, native: NativeField[]): boolean {
	const known = fieldsById(native);
	return Object.keys(values).some((name) => !known.has(name));
}

/** What is said of a card that was read, and is no field of its own in every kind of card. */
const READ_ONLY = new Set([
	'account_id',
	'average_check',
	'catalog_elements',
	'catalog_id',
	'closest_task_at',
	'companies',
	'contacts',
	'created_at',
	'created_by',
	'customers',
	'customers_count',
	'group_id',
	'id',
	'invoice_link',
	'is_deleted',
	'is_price_modified_by_robot',
	'is_unsorted',
	'labor_cost',
	'leads',
	'linked_elements',
	'loss_reason',
	'loss_reason_name',
	'ltv',
	'main_contact',
	'pipeline_name',
	'purchases_count',
	'responsible_user_name',
	'score',
	'source',
	'source_id',
	'status_name',
	'updated_at',
	'updated_by',
	'url',
]);

/** Kommo tells the cents of a price apart from it. */
function withMinorUnits({ price, price_with_minor_units: exact, ...rest }: IDataObject) {
	const isExact = !isBlank(exact) && (isBlank(price) || Math.trunc(Number(exact)) === price);
	return {
		...rest,
		...(price === undefined && !isExact ? {} : { price: isExact ? exact : price }),
	};
}

interface Named {
	name: string;
	value: unknown;
	/** It is the account's own field, whatever native one has the same name. */
	isCustom?: boolean;
}

/** Programs may give the code or the name of a field in place of its id, as amoCRM lets them. */
const nameOf = ({ field_id: id, field_code: code, field_name: name }: IDataObject): string =>
	isBlank(id) ? String(isBlank(code) ? name : code) : columnId({ id: Number(id) });

/** A card without fields of its own has null there, and is a card all the same. */
const isCard = ({ custom_fields: simplified, custom_fields_values: read }: IDataObject) =>
	isRecord(simplified) || read === null || Array.isArray(read);

/**
 * A card as it was read has the account's own fields apart: by name where it is simplified, else in amoCRM's
 * form. Those given beside them come later and win.
 */
function namedValues(values: IDataObject): Named[] {
	const { custom_fields: simplified, custom_fields_values: read, ...beside } = values;
	const own = (name: string, value: unknown): Named => ({ name, value, isCustom: true });
	return [
		...(Array.isArray(read) ? read.filter(isRecord) : []).map((entry) =>
			own(nameOf(entry), entry.values),
		),
		...Object.entries(isRecord(simplified) ? simplified : {}).map(([name, value]) =>
			own(name, value),
		),
		...Object.entries(withMinorUnits(beside)).map(([name, value]) => ({ name, value })),
	];
}

/** Says why a mapped value has nowhere to go. */
function refusal(name: string, field: FieldDefinition | undefined, account: string): AmoCrmProblem {
	if (field) {
		return new AmoCrmProblem('badInput', `amoCRM computes the field "${field.name}" itself.`, {
			hint: 'Leave it out.',
		});
	}
	return noSuchField(name, account);
}

/**
 * Finds the field of each value.
 * @param account its address, for people
 * @throws AmoCrmProblem `badInput` naming the field
 */
export function assignFields(
	{ values, from }: Pick<Given, 'values' | 'from'>,
	native: NativeField[],
	definitions: FieldDefinition[],
	account: string,
): Assigned[] {
	const known = fieldsById(native);
	const findExactly = fieldFinder(definitions, account);
	// An item may carry anything: what only looks like the name of a field is not written into it.
	const find = from === 'form' ? columnFinder(definitions, account) : findExactly;
	const isRead = isCard(values);
	return namedValues(values).flatMap(({ name, value, isCustom }): Assigned[] => {
		if (value === undefined) return [];
		const nativeField = isCustom ? undefined : known.get(name);
		if (nativeField) {
			const isTaken = from === 'form' || nativeField.takesBack?.(values) !== false;
			const isLacking = isRead && nativeField.mayLack === true && isNone(value);
			return isTaken && !isLacking ? [{ value, native: nativeField }] : [];
		}
		if (isRead && !isCustom && READ_ONLY.has(name)) return [];
		const custom = isCustom ? findExactly(name, true) : find(name);
		if (custom && custom.is_computed !== true) return [{ value, custom }];
		if (from === 'form') throw refusal(name, custom, account);
		return [];
	});
}

/** Whether it must be known in which time zone the account keeps its days. */
export const hasDays = (assigned: Assigned[]): boolean =>
	assigned.some((one) => 'custom' in one && !isEmpty(one.value) && kindOf(one.custom.type).isDay);

type EncodeContext = WriteContext & DayZones & Pick<Given, 'emptyValues'>;

function encodeNative(field: NativeField, value: unknown, context: EncodeContext): IDataObject {
	const { isNew, emptyValues } = context;
	if (!isEmpty(value)) return field.encode(value, context);
	return !isNew && emptyValues === 'clear' ? clearedBy(field) : {};
}

/** What the body says of a custom field; nothing where its value is empty and it stays as it is. */
function encodeCustom(
	field: FieldDefinition,
	value: unknown,
	context: EncodeContext,
): IDataObject | undefined {
	const { isNew, emptyValues } = context;
	const values = isEmpty(value) ? [] : kindOf(field.type).encode(value, field, context);
	if (values.length > 0) return { field_id: field.id, values: values as IDataObject[] };
	return !isNew && emptyValues === 'clear' ? { field_id: field.id, values: null } : undefined;
}

type FieldLink = CardLink & { field: NativeField };

/** The links that a field of an existing card asks for; none where it says nothing. */
function encodeLinks(
	field: NativeField,
	value: unknown,
	{ emptyValues }: EncodeContext,
): FieldLink[] {
	if (isEmpty(value) && emptyValues === 'clear') clearedBy(field);
	const links = isEmpty(value) ? [] : (field.toLinks?.(value) ?? []);
	return links.map((link) => ({ ...link, field }));
}

/** Of two fields that name one card, the one that makes it the main one counts. */
const mainFirst = <T>(all: T[], isMain: (one: T) => unknown, nameOf: (one: T) => unknown): T[] =>
	uniqBy(
		sortBy(all, (one) => !isMain(one)),
		nameOf,
	);

/** Two fields may name cards of one kind. */
const bothLists = (one: unknown, other: unknown): unknown =>
	Array.isArray(one) && Array.isArray(other)
		? mainFirst(
				[...(one as IDataObject[]), ...(other as IDataObject[])],
				(card) => card.is_main,
				(card) => card.id,
			)
		: undefined;

export interface EncodedCard {
	body: IDataObject;
	/** Links of a card that exists, which the body cannot carry. */
	links: FieldLink[];
	/** What each native field put into it. */
	parts: Map<NativeField, IDataObject>;
}

/**
 * Turns values into the body of one card.
 * @throws AmoCrmProblem `badInput` naming the field
 */
export function encodeCard(assigned: Assigned[], context: EncodeContext): EncodedCard {
	const parts = new Map<NativeField, IDataObject>();
	const links = new Map<NativeField, FieldLink[]>();
	const custom = new Map<number, IDataObject>();
	for (const one of assigned) {
		if ('native' in one && one.native.toLinks && !context.isNew) {
			links.set(one.native, encodeLinks(one.native, one.value, context));
			continue;
		}
		if ('native' in one) {
			parts.set(one.native, encodeNative(one.native, one.value, context));
			continue;
		}
		const written = encodeCustom(one.custom, one.value, context);
		if (written) custom.set(one.custom.id, written);
	}
	const body = [...parts.values()].reduce<IDataObject>(
		(whole, part) => mergeWith(whole, part, bothLists) as IDataObject,
		{},
	);
	if (custom.size > 0) body.custom_fields_values = [...custom.values()];
	return {
		body,
		parts,
		links: mainFirst(
			[...links.values()].flat(),
			({ metadata }) => metadata?.is_main,
			({ to_entity_type, to_entity_id }) => `${to_entity_type} ${to_entity_id}`,
		),
	};
}
