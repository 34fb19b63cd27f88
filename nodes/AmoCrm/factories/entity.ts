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
	/** Default: a whole number. */
	id?: IdKind;
	/** The key of its id. Default: `id`. */
	key?: string;
	/** Identifies one in its list, if no single key does. */
	identify?(entity: IDataObject): unknown;
	/** Default: 250. `whole`: the list comes in one answer, without pages. */
	pageSize?: number | 'whole';
	/** Its label in the editor's list. Default: its `name`. */
	label?(entity: IDataObject): string;
	/** amoCRM can search the list, by `query`; `latestFirst` is the field to order it by. */
	search?: { latestFirst?: string };
	/** The only platform that lists them. Default: both do. */
	listedBy?: 'kommo';
	/** What else the editor's list is asked for. */
	listQuery?: Query;
	/** Where its page is in the account: `/leads/detail/`. */
	page?: string;
	/**
	 * Its simplified form. Default: without links and wrappers.
	 * @param accountZone the account's time zone, needed if it `showsDays`
	 */
	simplify?(entity: IDataObject, accountZone?: string): IDataObject;
}

/** `Loss reason` for the beginning of a label or a sentence. */
export const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `a lead`, `an event`. */
export const withArticle = (word: string) => `${/^[aeio]/i.test(word) ? 'an' : 'a'} ${word}`;

/** What ids of one kind of entity look like. */
interface IdKind {
	/** In sentences. */
	words: string;
	/** A regular expression for the whole id. */
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

/** What somebody gave, alone or in a resource locator. */
export function textIn(given: unknown): string {
	const { value } = (typeof given === 'object' && given !== null ? given : { value: given }) as {
		value?: unknown;
	};
	return String(value ?? '').trim();
}

/**
 * Reads an id that was given alone, in a resource locator, or as the address of the entity's page.
 * @throws AmoCrmProblem `badInput`
 */
export function readId({ singular, id = numberId }: Identified, given: unknown): string | number {
	const text = textIn(given);
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
	/** What is different of it since version 1.1 of the node. */
	since?: Partial<INodeProperties>;
	/** Other gaps that a value fills, whatever their own parameters say: the address of a card has its kind. */
	fills?(value: unknown): Gaps;
	/**
	 * @param saved the parameter as the workflow keeps it, with its expressions
	 * @throws AmoCrmProblem `badInput` if the value names nothing
	 */
	read(value: unknown, saved?: unknown): string | number;
	/** The entity that it chooses from. */
	entity?: Entity;
	/** The list of a dropdown. */
	lookup?: Lookup;
}

/** What a node of version 1.1 or newer shows. */
export const SINCE_1_1 = { '@version': [{ _cnd: { gte: 1.1 } }] };

/** What only nodes of the first version show. */
export const FIRST_VERSION = { '@version': [1] };

/** The same property under one more condition. */
export const shownIf = (
	property: INodeProperties,
	show: NonNullable<INodeProperties['displayOptions']>['show'],
): INodeProperties => ({
	...property,
	displayOptions: {
		...property.displayOptions,
		show: { ...property.displayOptions?.show, ...show },
	},
});

/** What the editor shows of parameters: two for one that has changed, of which each version of the node has one. */
export const propertiesOf = (parts: Part[]): INodeProperties[] =>
	parts.flatMap(({ property, since }) =>
		since
			? [shownIf(property, FIRST_VERSION), shownIf({ ...property, ...since }, SINCE_1_1)]
			: [property],
	);

/** Name of the method that lists the entities in the editor. */
export const searchMethod = ({ name }: Entity) => `search_${name}`;

/** The address of an entity's page in the account, where it has one. */
export const pageUrl = ({ page }: Entity, domain: string, id: string): string | undefined =>
	page && `https://${domain}${page}${id}`;

/** A parameter for one entity: from the list, by id or, if it has a page, by address. */
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

/**
 * One of a few fixed words of amoCRM's paths, such as the kind of card.
 * @param usual what it begins with since version 1.1; before, with the first option
 */
export function wordPart(
	name: string,
	displayName: string,
	options: INodePropertyOptions[],
	{ description, usual }: { description?: string; usual?: string } = {},
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
		since: usual === undefined ? undefined : { default: usual },
		read: (value) => {
			if (words.includes(String(value))) return String(value);
			throw misfit(displayName, value, `one of: ${words.join(', ')}`);
		},
	};
}

/** What fills the gaps of paths, by gap. */
export type Gaps = Record<string, string | number>;

/** Escapes a value for a path; the slash of `catalogs/12` stays. */
const asPath = (value: string | number) =>
	String(value).split('/').map(encodeURIComponent).join('/');

/** Fills a template such as `/api/v4/catalogs/{catalog}/elements`. */
export const fill = (template: string, gaps: Gaps): string =>
	template.replace(/\{(\w+)\}/g, (_gap, name: string) => asPath(gaps[name]));

/** What an item's parameters put into the gaps. */
export function gapsOf(parts: Part[], item: ParameterReader): Gaps {
	const filled = parts.map(({ name, fills }) => fills?.(item.parameter<unknown>(name)));
	const gaps = Object.assign({}, ...filled) as Gaps;
	const own = parts
		.filter(({ gap }) => !(gap in gaps))
		.map(({ gap, name, read }) => {
			const saved = item.saved(name);
			// What the editor hides because another parameter fills its gap has no value at all.
			return [gap, read(saved === undefined ? '' : item.parameter<unknown>(name), saved)];
		});
	return { ...Object.fromEntries(own), ...gaps } as Gaps;
}
