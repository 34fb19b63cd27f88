import { memoize } from 'lodash';
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { accountZone } from '../../shared/account/facts';
import { pipelineNames, userNames } from '../../shared/account/names';
import type { AccountSession } from '../../shared/account/session';
import { settle } from '../../shared/settle';
import {
	readable,
	selected,
	sourcesOf,
	type NameSource,
	type ReadableContext,
} from '../../shared/fields/readable';
import { showsDays } from '../../shared/fields/simplify';
import { givenAmong } from '../../shared/fields/given';
import {
	withArticle,
	type Entity,
	ownPart,
	fill,
	gapsOf,
	pageUrl,
	type Gaps,
	propertiesOf,
} from './entity';
import type { Filter, Criterion } from './filter';
import { lookupsOf, readEach, type AccountOperation, type Item, offersOf } from './operation';
import { readList, tellOnce } from './list';
import {
	includedIn,
	includeParameters,
	limitOf,
	listParameters,
	orderOf,
	orderParameters,
	outputOf,
	outputParameters,
	type OutputForm,
} from './listParameters';
import { existing, inside } from './missing';
import { plain } from './plain';

const NAMES: Record<NameSource, typeof userNames> = { pipelines: pipelineNames, users: userNames };

/** Reads names at most once in a run. If that fails, items have none. */
const nameReader = (session: AccountSession) =>
	memoize(async (source: NameSource) => {
		const read = await settle(NAMES[source](session));
		return read.ok ? read.value : undefined;
	});

/**
 * For one run: gives for each item `show`, which puts an entity into the form that the item asks for, and `look`, which
 * must have seen it before. Names and time zone are read only if an entity needs them.
 */
export function showers(session: AccountSession, entity: Entity) {
	const { simplify = plain } = entity;
	const namesOf = nameReader(session);
	return (item: Item, { isSimplified, isReadable, fields }: OutputForm = outputOf(item)) => {
		if (!isSimplified) return { look: undefined, show: (found: IDataObject) => found };
		let zone: string | undefined;
		const names: ReadableContext['names'] = {};
		return {
			async look(found: IDataObject[]): Promise<void> {
				if (zone === undefined && found.some(showsDays)) zone = await accountZone(session);
				if (!isReadable) return;
				await Promise.all(
					sourcesOf(found).map(async (source) => {
						names[source] ??= await namesOf(source);
					}),
				);
			},
			show(found: IDataObject): IDataObject {
				const simple = simplify(found, zone);
				if (!isReadable) return simple;
				const url = pageUrl(entity, session.domain, String(found.id));
				const shown = readable(simple, { zone: item.zone, names, url });
				return fields ? selected(shown, fields) : shown;
			},
		};
	};
}

/** Reads one entity. */
export function getOperation(
	entity: Entity,
	{ includes }: { includes?: INodePropertyOptions[] } = {},
): AccountOperation {
	const { singular, parents = [] } = entity;
	const parts = [...parents, ownPart(entity)];
	const path = `${entity.path}/{id}`;
	return {
		name: 'get',
		displayName: 'Get',
		description: `Retrieve ${withArticle(singular)}`,
		action: `Get ${withArticle(singular)}`,
		api: `GET ${path}`,
		properties: [...propertiesOf(parts), ...outputParameters, ...includeParameters(includes)],
		offers: offersOf(parts),
		run: async (session, items) => {
			const showing = showers(session, entity);
			return await readEach(items, async (item) => {
				const gaps = gapsOf(parts, item);
				const query = includedIn(item, includes);
				const asked = session.request({ method: 'GET', path: fill(path, gaps), query });
				const found = await existing(session, entity, gaps.id, asked);
				const { look, show } = showing(item);
				await look?.([found]);
				return [show(found)];
			});
		},
	};
}

interface ListDescription {
	filters?: Filter[];
	/** What the list can be ordered by. */
	orders?: INodePropertyOptions[];
	/** What `with` may ask for. */
	includes?: INodePropertyOptions[];
	/** One of `orders` that never changes: a whole list is read by it. */
	readBy?: string;
}

export const filtersParameter = (filters: Filter[]): INodeProperties[] =>
	filters.length === 0
		? []
		: [
				{
					displayName: 'Filters',
					name: 'filters',
					type: 'collection',
					placeholder: 'Add Filter',
					default: {},
					options: filters
						.map(({ property }) => property)
						.sort((a, b) => a.displayName.localeCompare(b.displayName)),
				},
			];

export async function readCriteria(
	filters: Filter[],
	item: Item,
	session: AccountSession,
	gaps: Gaps,
): Promise<Criterion[]> {
	if (filters.length === 0) return [];
	const values = item.parameter<IDataObject>('filters', {});
	const properties = filters.map(({ property }) => property);
	const given = givenAmong(properties, values, item.saved('filters'));
	return await Promise.all(
		filters
			.filter(({ property }) => given.includes(property.name))
			.map(
				async ({ property, read }) =>
					await read(values[property.name], { session, gaps, zone: item.zone }),
			),
	);
}

/** Reads many entities, page by page. */
export function listOperation(
	entity: Entity,
	{ filters = [], orders, includes, readBy }: ListDescription = {},
): AccountOperation {
	const { plural, parents = [], path, collection, pageSize, key = 'id' } = entity;
	const { identify = (one: IDataObject) => one[key] } = entity;
	// The last that fills the path with nothing but its id.
	return {
		name: 'getAll',
		displayName: 'Get Many',
		description: `Retrieve a list of ${plural}`,
		action: `Get many ${plural}`,
		api: `GET ${path}`,
		properties: [
			...propertiesOf(parents),
			...listParameters,
			...outputParameters,
			...filtersParameter(filters),
			...orderParameters(orders),
			...includeParameters(includes),
		],
		offers: offersOf(parents, { lookups: lookupsOf(filters) }),
		run: async (session, items, functions) => {
			const tell = tellOnce(functions);
			const showing = showers(session, entity);
			return await readEach(items, async (item) => {
				const gaps = gapsOf(parents, item);
				const reading = readList(
					session,
					{
						path: fill(path, gaps),
						collection: fill(collection, gaps),
						pageSize,
						identify,
						plural,
						readBy,
					},
					{
						query: includedIn(item, includes),
						criteria: await readCriteria(filters, item, session, gaps),
						order: orderOf(item, orders),
						limit: limitOf(item),
						...showing(item),
					},
					tell,
				);
				return await inside(session, path, parents, gaps, reading);
			});
		},
	};
}
