import type { FieldType, IDataObject } from 'n8n-workflow';

import { misfit } from './misfit';
import { toUnixSeconds } from './time';

/** A list of the account that a native field chooses from. */
export type ChoiceSource = 'users' | 'pipelines' | 'stages' | 'customerStatuses';

/** A field that every account has. */
export interface NativeField {
	/** amoCRM's name, and the mapper's. */
	id: string;
	displayName: string;
	shown: FieldType;
	choices?: ChoiceSource;
	/** Only new cards take it. */
	onCreateOnly?: boolean;
	/** The part of the request's body that carries the value. */
	encode(value: unknown, isNew: boolean): IDataObject;
}

export const textField = (id: string, displayName: string): NativeField => ({
	id,
	displayName,
	shown: 'string',
	encode: (value) => ({ [id]: String(value) }),
});

export const integerField = (
	id: string,
	displayName: string,
	choices?: ChoiceSource,
): NativeField => ({
	id,
	displayName,
	shown: choices ? 'options' : 'number',
	choices,
	encode: (value) => {
		const number = Number(value);
		if (!Number.isInteger(number) || String(value).trim() === '') {
			throw misfit(displayName, value, 'a whole number');
		}
		return { [id]: number };
	},
});

export const momentField = (id: string, displayName: string): NativeField => ({
	id,
	displayName,
	shown: 'dateTime',
	encode: (value) => {
		const seconds = toUnixSeconds(value);
		if (seconds === undefined)
			throw misfit(displayName, value, 'a date, for example 2026-01-31T10:00:00Z');
		return { [id]: seconds };
	},
});

function toTags(value: unknown): IDataObject[] {
	const tags =
		typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
	return tags
		.map((tag: unknown) =>
			typeof tag === 'object' ? (tag as IDataObject) : { name: String(tag).trim() },
		)
		.filter(({ name, id }) => name !== '' || id !== undefined);
}

/** A new card gets the tags; to an existing one they are added. */
export const tagsField: NativeField = {
	id: 'tags',
	displayName: 'Tags',
	shown: 'string',
	encode: (value, isNew) =>
		isNew ? { _embedded: { tags: toTags(value) } } : { tags_to_add: toTags(value) },
};

/** Numbers of things: a list, or a text with commas. */
export const idsField = (
	id: string,
	displayName: string,
	toPart: (ids: number[]) => IDataObject,
): NativeField => ({
	id,
	displayName,
	shown: 'string',
	encode: (value) => {
		const ids = (Array.isArray(value) ? value : String(value).split(',')).map(Number);
		if (!ids.every((one) => Number.isInteger(one) && one > 0))
			throw misfit(displayName, value, 'whole numbers, separated by commas');
		return toPart(ids);
	},
});

/** A card that a new one is linked to. */
export const linkField = (
	id: string,
	displayName: string,
	collection: string,
	extra: IDataObject = {},
): NativeField => ({
	id,
	displayName,
	shown: 'number',
	onCreateOnly: true,
	encode: (value) => {
		const cardId = Number(value);
		if (!Number.isInteger(cardId) || cardId <= 0)
			throw misfit(displayName, value, 'the id of a card');
		return { _embedded: { [collection]: [{ id: cardId, ...extra }] } };
	},
});
