import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { accountZone } from '../../shared/account/facts';
import type { AccountSession } from '../../shared/account/session';
import { showsDays } from '../../shared/fields/simplify';
import { once } from 'lodash';

import { readPages, type ListCall } from '../../shared/transport/pages';
import { withArticle, type Entity } from './entity';
import type { Filter, Reading } from './filter';
import { lookupsOf } from './form';
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
import { readEach, type AccountOperation, type Item } from './operation';
import { offersOf, ownPart } from './part';
import { plain } from './plain';
import { fill, gapsOf, type Gaps } from './template';

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
	/** Whether amoCRM applies the filters in this account; always where left out. */
	canFilter?(session: AccountSession): Promise<boolean>;
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

/** An empty filter asks for nothing. */
const isGiven = (value: unknown) =>
	value !== undefined &&
	value !== null &&
	value !== '' &&
	!(Array.isArray(value) && value.length === 0);

export async function readFilters(
	filters: Filter[],
	item: Item,
	session: AccountSession,
	gaps: Gaps,
): Promise<Reading[]> {
	if (filters.length === 0) return [];
	const values = item.parameter<IDataObject>('filters', {});
	const given = filters.filter(({ property }) => isGiven(values[property.name]));
	return await Promise.all(
		given.map(
			async ({ property, read }) =>
				await read(values[property.name], { session, gaps, zone: item.zone }),
		),
	);
}

const passing = (readings: Reading[]) => (entity: IDataObject) =>
	readings.every(({ passes }) => passes?.(entity) !== false);

function tellOfFilters({ domain }: AccountSession, functions: IExecuteFunctions): void {
	functions.addExecutionHints({
		message: `The account ${domain} passes over filters: in amoCRM they are an option that must be bought. The node reads the whole list and filters it itself, which takes longer.`,
		location: 'outputPane',
	});
}

/** Reads many entities, page by page. */
export function listOperation(
	entity: Entity,
	{ filters = [], orders, includes, canFilter }: ListDescription = {},
): AccountOperation {
	const { plural, parents = [], path, collection, pageSize } = entity;
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
			const tellOnce = once(() => tellOfFilters(session, functions));
			return await readEach(items, async (item) => {
				const gaps = gapsOf(parents, item);
				const readings = await readFilters(filters, item, session, gaps);
				const query = Object.assign(
					includedIn(item, includes),
					...readings.map((reading) => reading.query),
					orderOf(item, orders),
				) as ListCall['query'];
				const isWanted = passing(readings);
				let isFiltered = true;
				const { look, show } = shower(session, entity, item);
				const call: ListCall = { path: fill(path, gaps), query, pageSize, look };
				const read = async (looking: Pick<ListCall, 'keep' | 'show'>) =>
					await readPages(session, { ...call, ...looking }, fill(collection, gaps), limitOf(item));

				const found = await read({
					show: (one) => {
						isFiltered &&= isWanted(one);
						return show(one);
					},
				});
				if (!canFilter || isFiltered || (await canFilter(session))) return found;
				tellOnce();
				return await read({ keep: isWanted, show });
			});
		},
	};
}
