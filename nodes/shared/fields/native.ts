import type { FieldType, IDataObject } from 'n8n-workflow';
import { isPlainObject } from 'lodash';

import type { Platform } from '../address';
import { parseJson } from '../settle';
import { AmoCrmProblem } from '../problem';
import {
	INTEGERS_TAKEN,
	isBlank,
	misfit,
	NUMBERS_TAKEN,
	splitList,
	TEXTS_TAKEN,
	toInteger,
	toNumber,
	toText,
} from './values';
import { MOMENTS_TAKEN, toUnixSeconds } from './time';

/** A list of the account that a native field chooses from. */
export type ChoiceSource = 'users' | 'pipelines' | 'stages' | 'lossReasons' | 'customerStatuses';

/** Where and how a value is written. */
export interface WriteContext {
	/** The card is a new one. */
	isNew: boolean;
	/** The workflow's time zone: what a moment without an offset means. */
	zone: string;
	platform: Platform;
}

/** Another card that a card is linked to, as amoCRM takes it. */
export interface CardLink {
	to_entity_id: number;
	to_entity_type: string;
	metadata?: IDataObject;
}

/** A field that every account has. */
export interface NativeField {
	/** amoCRM's name, and the mapper's. */
	id: string;
	displayName: string;
	shown: FieldType;
	choices?: ChoiceSource;
	/** Of a field that links cards: a card that exists is linked beside what is written into it. */
	toLinks?(value: unknown): CardLink[];
	/** The part of the request's body that carries the value. */
	encode(value: unknown, context: WriteContext): IDataObject;
	/** The part of the request's body that empties the field; none where amoCRM does not let it be empty. */
	cleared?: IDataObject;
	/** Whether amoCRM takes what was read from a card with these values; it always does where left out. */
	takesBack?(values: IDataObject): boolean;
	/** Cards may be without it from the first, though amoCRM does not let it be emptied. */
	mayLack?: boolean;
}

/** @throws AmoCrmProblem `badInput` */
export function clearedBy({ displayName, cleared }: NativeField): IDataObject {
	if (cleared) return cleared;
	throw new AmoCrmProblem('badInput', `amoCRM does not let "${displayName}" be empty.`, {
		hint: 'Leave the field out, give it a value, or set Empty Values to Leave Alone.',
	});
}

export const textField = (
	id: string,
	displayName: string,
	more: Pick<NativeField, 'cleared'> = {},
): NativeField => ({
	id,
	displayName,
	shown: 'string',
	encode: (value) => {
		const text = toText(value);
		if (text !== undefined) return { [id]: text };
		throw misfit(displayName, value, TEXTS_TAKEN);
	},
	...more,
});

/** @throws AmoCrmProblem `badInput` */
function integerOf(displayName: string, value: unknown): number {
	const integer = toInteger(value);
	if (integer !== undefined) return integer;
	throw misfit(displayName, value, INTEGERS_TAKEN);
}

export const integerField = (
	id: string,
	displayName: string,
	{ choices, ...more }: Pick<NativeField, 'choices' | 'cleared' | 'takesBack' | 'mayLack'> = {},
): NativeField => ({
	id,
	displayName,
	shown: choices ? 'options' : 'number',
	choices,
	encode: (value) => ({ [id]: integerOf(displayName, value) }),
	...more,
});

/** `1.234`: money has no third decimal, and where Kommo is at home this is more than a thousand. */
const isThousandOrOne = (value: unknown) =>
	typeof value === 'string' && /^\s*[+-]?[1-9]\d{0,2}\.\d{3}\s*$/.test(value);

/**
 * Money: Kommo takes cents, amoCRM whole numbers.
 * @see https://github.com/amocrm/amocrm-api-php/pull/620
 */
export const moneyField = (
	id: string,
	displayName: string,
	more: Pick<NativeField, 'mayLack'> = {},
): NativeField => ({
	id,
	displayName,
	shown: 'number',
	encode: (value, { platform }) => {
		if (platform !== 'kommo') return { [id]: integerOf(displayName, value) };
		const amount = isThousandOrOne(value) ? undefined : toNumber(value);
		if (amount !== undefined) return { [id]: amount };
		throw misfit(displayName, value, NUMBERS_TAKEN);
	},
	...more,
});

export const momentField = (
	id: string,
	displayName: string,
	more: Pick<NativeField, 'cleared' | 'mayLack'> = {},
): NativeField => ({
	id,
	displayName,
	shown: 'dateTime',
	encode: (value, { zone }) => {
		const seconds = toUnixSeconds(value, zone);
		if (seconds === undefined) throw misfit(displayName, value, MOMENTS_TAKEN);
		return { [id]: seconds };
	},
	...more,
});

/**
 * A tag by its id or its name: both at once, or its color, make amoCRM double it.
 * @see https://github.com/amocrm/amocrm-api-php/issues/257
 */
function toTag(given: unknown): IDataObject | undefined {
	const { id, name } = (isPlainObject(given) ? given : { name: given }) as IDataObject;
	if (!isBlank(id)) return { id: integerOf('Tags', id) };
	if (isBlank(name)) return undefined;
	const text = toText(name);
	if (text !== undefined) return { name: text.trim() };
	throw misfit('Tags', name, 'names of tags');
}

/** Tags as a list, as a text with commas, or as they are read. */
export function toTags(value: unknown): IDataObject[] {
	const parsed = typeof value === 'string' && /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
	const given = parsed ?? value;
	const list = isPlainObject(given) ? [given] : splitList(given);
	return list.map(toTag).filter((tag) => tag !== undefined);
}

/** A new card gets the tags; to an existing one they are added. */
export const tagsField: NativeField = {
	id: 'tags',
	displayName: 'Tags',
	shown: 'string',
	encode: (value, { isNew }) =>
		isNew ? { _embedded: { tags: toTags(value) } } : { tags_to_add: toTags(value) },
	cleared: { _embedded: { tags: null } },
};

/** @throws AmoCrmProblem `badInput` */
function idsOf(displayName: string, value: unknown): number[] {
	const ids = splitList(value).map(toInteger);
	if (ids.every((one) => one !== undefined && one > 0)) return ids as number[];
	throw misfit(displayName, value, 'whole numbers, separated by commas');
}

/** Numbers of things: a list, or a text with commas. */
export const idsField = (
	id: string,
	displayName: string,
	toPart: (ids: number[]) => IDataObject,
	more: Pick<NativeField, 'mayLack'> = {},
): NativeField => ({
	id,
	displayName,
	shown: 'string',
	encode: (value) => toPart(idsOf(displayName, value)),
	...more,
});

/** Another card that the card is linked to; `metadata` says how. */
export function linkField(
	id: string,
	displayName: string,
	collection: string,
	metadata?: IDataObject,
): NativeField {
	const cardIn = (value: unknown): number => {
		const cardId = toInteger(value) ?? 0;
		if (cardId <= 0) throw misfit(displayName, value, 'the id of a card');
		return cardId;
	};
	return {
		id,
		displayName,
		shown: 'number',
		encode: (value) => ({ _embedded: { [collection]: [{ id: cardIn(value), ...metadata }] } }),
		toLinks: (value) => [
			{
				to_entity_id: cardIn(value),
				to_entity_type: collection,
				...(metadata && { metadata }),
			},
		],
	};
}

/** Several other cards that the card is linked to. */
export const linksField = (id: string, displayName: string, collection: string): NativeField => ({
	...idsField(id, displayName, (ids) => ({
		_embedded: { [collection]: ids.map((one) => ({ id: one })) },
	})),
	toLinks: (value) =>
		idsOf(displayName, value).map((one) => ({ to_entity_id: one, to_entity_type: collection })),
});
