import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { accountZone } from '../../shared/account/facts';
import type { AccountSession } from '../../shared/account/session';
import { showsDays } from '../../shared/fields/simplify';
import { givenAmong } from '../../shared/fields/given';
import { withArticle, type Entity, ownPart, fill, gapsOf, type Gaps } from './entity';
import type { Filter, Reading } from './filter';
import { lookupsOf, readEach, type AccountOperation, type Item, offersOf } from './operation';
import { readList, tellOnce } from './list';
import {
	includedIn,
	includeParameters,
	isSimplified,
	limitOf,
	listParameters,
	orderOf,
	orderParameters,
	simplifyParameter,
} from './listParameters';
import { existing } from './missing';
import { plain } from './plain';

/** Makes what shows entities as the item asks for; each must have been looked at before it is shown. */
function shower(session: AccountSession, { simplify = plain }: Entity, item: Item) {
	if (!isSimplified(item)) return { look: undefined, show: (found: IDataObject) => found };
	let zone: string | undefined;
	return {
		/** The account is asked for its time zone only where there is a day to show. */
		look: async (found: IDataObject[]) => {
			if (zone === undefined && found.some(showsDays)) zone = await accountZone(session);
		},
		show: (found: IDataObject) => simplify(found, zone),
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
		properties: [
			...parts.map(({ property }) => property),
			simplifyParameter,
			...includeParameters(includes),
		],
		offers: offersOf(parts),
		run: async (session, items) =>
			await readEach(items, async (item) => {
				const gaps = gapsOf(parts, item);
				const query = includedIn(item, includes);
				const asked = session.request({ method: 'GET', path: fill(path, gaps), query });
				const found = await existing(session, entity, gaps.id, asked);
				const { look, show } = shower(session, entity, item);
				await look?.([found]);
				return [show(found)];
			}),
	};
}

export interface ListDescription {
	filters?: Filter[];
	/** What the list can be ordered by. */
	orders?: INodePropertyOptions[];
	/** What `with` may ask for. */
	includes?: INodePropertyOptions[];
	/** Of what it can be ordered by, what never changes: a whole list is read by that. */
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

export async function readFilters(
	filters: Filter[],
	item: Item,
	session: AccountSession,
	gaps: Gaps,
): Promise<Reading[]> {
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
	return {
		name: 'getAll',
		displayName: 'Get Many',
		description: `Retrieve a list of ${plural}`,
		action: `Get many ${plural}`,
		api: `GET ${path}`,
		properties: [
			...parents.map(({ property }) => property),
			...listParameters,
			simplifyParameter,
			...filtersParameter(filters),
			...orderParameters(orders),
			...includeParameters(includes),
		],
		offers: offersOf(parents, { lookups: lookupsOf(filters) }),
		run: async (session, items, functions) => {
			const tell = tellOnce(functions);
			return await readEach(items, async (item) => {
				const gaps = gapsOf(parents, item);
				return await readList(
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
						readings: await readFilters(filters, item, session, gaps),
						order: orderOf(item, orders),
						limit: limitOf(item),
						...shower(session, entity, item),
					},
					tell,
				);
			});
		},
	};
}
