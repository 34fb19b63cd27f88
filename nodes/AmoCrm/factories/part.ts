import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { misfit } from '../../shared/fields/misfit';
import { titled, withArticle, type Entity } from './entity';
import { lookupsOf } from './form';
import { numberId, readId } from './id';
import { choiceOf } from './input';
import type { Lookup } from '../../shared/editor/lookup';
import type { Offers } from './operation';

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

/** Lists that the parameters of an operation offer. */
export const offersOf = (parts: Part[], others: Offers = {}): Offers => ({
	...others,
	entities: [...parts.flatMap(({ entity }) => entity ?? []), ...(others.entities ?? [])],
	lookups: [...lookupsOf(parts), ...(others.lookups ?? [])],
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
