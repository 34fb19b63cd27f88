import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Lookup } from '../../shared/editor/lookup';
import { misfit } from '../../shared/fields/values';
import { AmoCrmProblem } from '../../shared/problem';
import type { Query } from '../../shared/transport/client';
import { choiceOf, type ParameterReader } from './input';

/** One kind of thing in an account: what its operations and its list in the editor are made from. */
export interface Entity {
	/** `lossReason`: the parameter that names one, and part of the name of its list. */
	name: string;
	/** `loss reason`, in sentences. */
	singular: string;
	/** `loss reasons`, in sentences. */
	plural: string;
	/** Of the list; has a gap for each of `parents`: `/api/v4/leads/pipelines/{pipeline}/statuses`. */
	path: string;
	/** Key below `_embedded`; may have gaps too. */
	collection: string;
	/** Parameters that say where the list is. */
	parents?: Part[];
	/** A whole number where left out. */
	id?: IdKind;
	/** Under which one carries its id; `id` where left out. */
	key?: string;
	/** What tells one from another in its list, where that is no one key. */
	identify?(entity: IDataObject): unknown;
	/** 250 where left out; `whole`: the list comes in one answer and knows no pages. */
	pageSize?: number | 'whole';
	/** What the list in the editor calls one; its `name` where left out. */
	label?(entity: IDataObject): string;
	/** amoCRM itself looks for a text in the list, with `query`; `latestFirst` is what it can be ordered by. */
	search?: { latestFirst?: string };
	/** The only platform that lists them; both where left out. */
	listedBy?: 'kommo';
	/** What the list in the editor is asked for besides. */
	listQuery?: Query;
	/** Where its page is in the account: `/leads/detail/`. */
	page?: string;
	/**
	 * The form for people: without links and wrappers where left out.
	 * @param accountZone in which the account keeps its days, where `showsDays`
	 */
	simplify?(entity: IDataObject, accountZone?: string): IDataObject;
}

/** `Loss reason` for the beginning of a label or a sentence. */
export const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `a lead`, `an event`. */
export const withArticle = (word: string) => `${/^[aeio]/i.test(word) ? 'an' : 'a'} ${word}`;

/** How the entities of one kind are told apart. */
interface IdKind {
	/** In sentences. */
	words: string;
	/** What all of an id consists of, as a regular expression. */
	pattern: string;
	example: string;
	toId(text: string): string | number;
}

const numberId: IdKind = {
	words: 'a whole number',
	pattern: '[1-9]\\d*',
	example: '501',
	toId: Number,
};

/** Letters, digits, `-` and `_`: nothing that means something in a path. */
export const textId: IdKind = {
	words: 'a text of letters, digits and dashes',
	pattern: '[\\w-]+',
	example: '01pz58t6p04ymgsgfbmfyfy1mf',
	toId: (text) => text,
};

interface Identified {
	singular: string;
	id?: IdKind;
}

/**
 * The id that somebody gave: alone, in a resource locator, or at the end of the address of the entity's page.
 * @throws AmoCrmProblem `badInput`
 */
export function readId({ singular, id = numberId }: Identified, given: unknown): string | number {
	const { value } = (typeof given === 'object' && given !== null ? given : { value: given }) as {
		value?: unknown;
	};
	const text = String(value ?? '').trim();
	const named = /\/detail\/([^/?#]+)/.exec(text)?.[1] ?? text;
	const read = new RegExp(`^${id.pattern}$`).test(named) ? id.toId(named) : undefined;
	// A number with more digits would be rounded, and name another one.
	if (typeof read === 'string' || Number.isSafeInteger(read)) return read as string | number;
	throw new AmoCrmProblem('badInput', `"${text.slice(0, 80)}" is not the id of a ${singular}.`, {
		hint: `Choose a ${singular} from the list, or give its id, ${id.words}.`,
	});
}

/** A parameter whose value becomes part of paths. */
export interface Part {
	/** Name of the parameter. */
	name: string;
	/** Of the gap that it fills. */
	gap: string;
	property: INodeProperties;
	/**
	 * @param saved the same as the workflow keeps it
	 * @throws AmoCrmProblem `badInput` where the value names nothing
	 */
	read(value: unknown, saved?: unknown): string | number;
	/** Whose list it offers. */
	entity?: Entity;
	/** The dropdown that it is. */
	lookup?: Lookup;
}

/** Name of the method that lists the entities in the editor. */
export const searchMethod = ({ name }: Entity) => `search_${name}`;

/** The address of an entity's page in the account, where it has one. */
export const pageUrl = ({ page }: Entity, domain: string, id: string): string | undefined =>
	page && `https://${domain}${page}${id}`;

/** One entity by list, by id and, where it has a page, by address. */
export function locate(entity: Entity, changes: Partial<INodeProperties> = {}): Part {
	const { name, singular, id = numberId, page } = entity;
	const property: INodeProperties = {
		displayName: titled(singular),
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: `${titled(withArticle(singular))} of the account`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: searchMethod(entity), searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${id.example}`,
				validation: [
					{
						type: 'regex',
						properties: { regex: `^\\s*${id.pattern}\\s*$`, errorMessage: `An ID is ${id.words}` },
					},
				],
			},
			...(page
				? [
						{
							displayName: 'By URL',
							name: 'url',
							type: 'string' as const,
							placeholder: `e.g. https://example.amocrm.ru${page}${id.example}`,
							extractValue: { type: 'regex' as const, regex: `/detail/(${id.pattern})` },
						},
					]
				: []),
		],
		...changes,
	};
	return {
		name: property.name,
		gap: property.name,
		property,
		entity,
		read: (value) => readId(entity, value),
	};
}

/** The entity that an operation works on: fills `{id}`. */
export const ownPart = (entity: Entity): Part => ({
	...locate(entity, { description: `The ${entity.singular} to work on` }),
	gap: 'id',
});

/** One of a few fixed words of amoCRM's paths, such as the kind of card. */
export function wordPart(
	name: string,
	displayName: string,
	options: INodePropertyOptions[],
	description?: string,
): Part {
	const words = options.map(({ value }) => String(value));
	return {
		name,
		gap: name,
		property: {
			displayName,
			name,
			required: true,
			...choiceOf(options),
			description,
		},
		read: (value) => {
			if (words.includes(String(value))) return String(value);
			throw misfit(displayName, value, `one of: ${words.join(', ')}`);
		},
	};
}

/** What fills the gaps of paths, by gap. */
export type Gaps = Record<string, string | number>;

/** A value stays what it is, whatever is in it; `catalogs/12` is two parts of a path. */
const asPath = (value: string | number) =>
	String(value).split('/').map(encodeURIComponent).join('/');

/** Fills a template such as `/api/v4/catalogs/{catalog}/elements`. */
export const fill = (template: string, gaps: Gaps): string =>
	template.replace(/\{(\w+)\}/g, (_gap, name: string) => asPath(gaps[name]));

/** What an item's parameters put into the gaps. */
export const gapsOf = (parts: Part[], item: ParameterReader): Gaps =>
	Object.fromEntries(
		parts.map(({ gap, name, read }) => [
			gap,
			read(item.parameter<unknown>(name), item.saved(name)),
		]),
	);
